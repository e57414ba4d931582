package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.channel.Publication;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes one stream of the two that a split left behind. What a side has let go stays gone: one that
 * slept would otherwise bring back as new what the other had long forgotten.
 */
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
    if (hasAllOf(other, existing) && existing.agreesAt(other.lastOffset(), other)) {
      merged = existing;
      moved = null;
    } else if (existing.epoch().equals(other.epoch())
        && hasAllOf(existing, other)
        && existing.agreesAt(existing.lastOffset(), other)) {
      merged = other;
      moved = null;
    } else {
      merged = existing;
      moved = new HashMap<>();
      append(other, same);
      existing.renew(newEpoch);
    }
  }

  // Whether the one has nothing that the other would have to take over.
  private static boolean hasAllOf(Stream one, Stream inTheOther) {
    Set<Batch> batches = inTheOther.batches();
    for (int i = 0; i < one.kept().size(); i++) {
      if (!inTheOther.isSettled(one.kept().get(i), one.kept().batch(i), batches)) {
        return false;
      }
    }
    return true;
  }

  private void append(Stream other, Map<Long, Long> same) {
    Set<Batch> batches = merged.batches();
    for (int i = 0; i < other.kept().size(); i++) {
      Publication one = other.kept().get(i);
      Batch batch = other.kept().batch(i);
      if (same.containsKey(one.offset())) {
        moved.put(one.offset(), same.get(one.offset()));
      } else if (!merged.isSettled(one, batch, batches)) {
        long offset = merged.lastOffset() + 1;
        merged.take(
            new Publication(
                one.channel(), offset, one.data(), one.info(), one.tags(), one.timeMillis()),
            batch);
        moved.put(one.offset(), offset);
      }
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
