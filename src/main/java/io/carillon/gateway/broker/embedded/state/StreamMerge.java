package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.channel.Publication;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Makes one stream of the two that a split left behind. */
final class StreamMerge {
  private final Stream merged;

  /** Where publications of the other side went; null when every offset is still what it was. */
  private final Map<Long, Long> moved;

  /**
   * Merges.
   *
   * @param same offsets of the other side, with those here, of publications that a backend sent to
   *     both under one idempotency key
   */
  StreamMerge(Stream existing, Stream other, Map<Long, Long> same, String newEpoch) {
    if (existing.continues(other)) {
      merged = existing;
      moved = null;
    } else if (other.continues(existing)) {
      merged = other;
      moved = null;
    } else {
      merged = existing;
      moved = new HashMap<>();
      append(existing, other, same);
      existing.renew(newEpoch);
    }
  }

  private void append(Stream existing, Stream other, Map<Long, Long> same) {
    Map<Long, Long> places = new HashMap<>();
    Set<Long> known = new HashSet<>();
    for (int i = 0; i < existing.kept().size(); i++) {
      known.add(existing.kept().id(i));
      places.put(existing.kept().id(i), existing.kept().get(i).offset());
    }
    for (int i = 0; i < other.kept().size(); i++) {
      Publication one = other.kept().get(i);
      long id = other.kept().id(i);
      if (same.containsKey(one.offset())) {
        places.putIfAbsent(id, same.get(one.offset()));
      } else if (known.add(id)) {
        long offset = existing.lastOffset() + 1;
        existing.take(
            new Publication(
                one.channel(), offset, one.data(), one.info(), one.tags(), one.timeMillis()),
            id);
        places.put(id, offset);
      }
      moved.put(one.offset(), places.get(id));
    }
  }

  Stream merged() {
    return merged;
  }

  /** Where a publication of the other side stands now; 0 when that is not known any more. */
  long newOffset(long offset) {
    return moved == null ? offset : moved.getOrDefault(offset, 0L);
  }
}
