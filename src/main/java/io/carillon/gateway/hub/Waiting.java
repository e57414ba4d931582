package io.carillon.gateway.hub;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Events of one channel that wait for their fan-out, and since when. Confined to a loop. */
final class Waiting {
  private final List<ChannelEvent> events;
  private long[] since;

  Waiting() {
    this(new ArrayList<>(4), new long[4]);
  }

  private Waiting(List<ChannelEvent> events, long[] since) {
    this.events = events;
    this.since = since;
  }

  /**
   * One more.
   *
   * @param at when it came to this node, as {@code System.nanoTime} has it
   */
  void add(ChannelEvent event, long at) {
    if (events.size() == since.length) {
      since = Arrays.copyOf(since, 2 * since.length);
    }
    since[events.size()] = at;
    events.add(event);
  }

  List<ChannelEvent> events() {
    return events;
  }

  /** All but the first so many; null when that is none. */
  Waiting after(int taken) {
    return taken == events.size()
        ? null
        : new Waiting(
            new ArrayList<>(events.subList(taken, events.size())),
            Arrays.copyOfRange(since, taken, events.size()));
  }

  /** The first so many as a batch. */
  PushBatch batch(int taken) {
    return taken == events.size()
        ? new PushBatch(events, since)
        : new PushBatch(new ArrayList<>(events.subList(0, taken)), since);
  }

  /** How many make a batch: a burst must not fill an outbox in one turn. */
  int batchSize(int mostBytes) {
    int bytes = 0;
    int taken = 0;
    while (taken < events.size() && (taken == 0 || (bytes < mostBytes && !isBreak(taken)))) {
      bytes += events.get(taken) instanceof Publication publication ? publication.data().size() : 0;
      taken++;
    }
    return taken;
  }

  // A break is a batch of its own, so that offsets within a batch follow each other.
  private boolean isBreak(int index) {
    return events.get(index) instanceof ChannelEvent.Broken
        || events.get(index - 1) instanceof ChannelEvent.Broken;
  }
}
