package io.carillon.gateway.hub;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Predicate;

/** Which events of one batch pass which filter, found out once for each. Confined to a loop. */
final class Selections {
  private final IdentityHashMap<Predicate<Publication>, int[]> runs = new IdentityHashMap<>(4);

  /** See {@link PushBatch#runs}. */
  int[] of(List<ChannelEvent> events, Predicate<Publication> filter) {
    int[] found = runs.get(filter);
    if (found == null) {
      found = find(events, filter);
      runs.put(filter, found);
    }
    return found;
  }

  private static int[] find(List<ChannelEvent> events, Predicate<Publication> filter) {
    int[] runs = new int[events.size() + 1];
    int size = 0;
    for (int i = 0; i <= events.size(); i++) {
      boolean within = size % 2 == 1;
      if (within != (i < events.size() && passes(events.get(i), filter))) {
        runs[size++] = i;
      }
    }
    return Arrays.copyOf(runs, size);
  }

  private static boolean passes(ChannelEvent event, Predicate<Publication> filter) {
    return !(event instanceof Publication publication) || filter.test(publication);
  }
}
