package io.carillon.gateway.metrics;

/** Reads percentiles from the buckets of {@link TimeScale}. Stateless. */
final class Percentiles {
  private Percentiles() {}

  /**
   * Of what came between two readings of counts that only grow.
   *
   * @param after taken bucket by bucket while others count: never below {@code before}
   */
  static Latency between(long[] before, long[] after) {
    long count = 0;
    int last = 0;
    for (int i = 0; i < after.length; i++) {
      long here = after[i] - before[i];
      count += here;
      last = here > 0 ? i : last;
    }
    return count == 0
        ? Latency.NONE
        : new Latency(
            count,
            TimeScale.millis(indexOf(before, after, (count + 1) / 2)),
            TimeScale.millis(indexOf(before, after, count - count / 100)),
            TimeScale.millis(last));
  }

  /** The bucket of the {@code rank}th shortest time, counted from 1. */
  private static int indexOf(long[] before, long[] after, long rank) {
    long seen = 0;
    int index = -1;
    while (seen < rank) {
      index++;
      seen += after[index] - before[index];
    }
    return index;
  }
}
