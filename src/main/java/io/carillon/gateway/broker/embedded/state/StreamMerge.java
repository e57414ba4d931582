package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.channel.Publication;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes one stream of the two that a split left behind. Of two that were one before, it counts
 * which batches a side has taken, not which it still keeps: a side that slept would otherwise bring
 * back what the other had long let go. A side without a copy had to begin a stream of its own;
 * there it counts what is kept.
 */
final class StreamMerge {
  private final Stream merged;

  /** Where publications of the other side went; null when every offset is still what it was. */
  private final Map<Long, Long> moved;

  /**
   * Merges.
   *
   * @param taken the batches that this side has taken
   * @param otherTaken those of the other
   * @param same offsets of the other side, with those here, of publications that a backend sent to
   *     both under one idempotency key
   */
  StreamMerge(
      Stream existing,
      TakenBatches taken,
      Stream other,
      TakenBatches otherTaken,
      Map<Long, Long> same,
      String newEpoch) {
    boolean related = existing.isRelatedTo(other);
    if (related && !otherTaken.hasMoreThan(taken) && existing.agreesAt(other.lastOffset(), other)) {
      merged = existing;
      moved = null;
    } else if (existing.epoch().equals(other.epoch())
        && !taken.hasMoreThan(otherTaken)
        && existing.agreesAt(existing.lastOffset(), other)) {
      merged = other;
      moved = null;
    } else {
      merged = existing;
      moved = new HashMap<>();
      Set<Batch> kept = batches(existing);
      append(other, same, related ? taken::has : kept::contains);
      existing.renew(newEpoch);
      existing.inherit(other);
    }
  }

  private static Set<Batch> batches(Stream stream) {
    Set<Batch> batches = new HashSet<>();
    for (int i = 0; i < stream.kept().size(); i++) {
      batches.add(stream.kept().batch(i));
    }
    return batches;
  }

  private void append(Stream other, Map<Long, Long> same, Predicate<Batch> isHere) {
    for (int i = 0; i < other.kept().size(); i++) {
      Publication one = other.kept().get(i);
      Batch batch = other.kept().batch(i);
      if (same.containsKey(one.offset())) {
        moved.put(one.offset(), same.get(one.offset()));
      } else if (!isHere.test(batch)) {
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
