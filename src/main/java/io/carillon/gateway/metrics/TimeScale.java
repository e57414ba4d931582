package io.carillon.gateway.metrics;

/**
 * Puts times into buckets, each 3 % wide: 32 to a doubling, from a microsecond to beyond a minute.
 */
final class TimeScale {
  private static final int SUB_BITS = 5;
  private static final int SUBS = 1 << SUB_BITS;

  /** Some 137 s, in units of 1,024 ns. */
  private static final long LONGEST = (1L << 27) - 1;

  /** How many buckets there are. */
  static final int COUNT = indexOfUnits(LONGEST) + 1;

  private TimeScale() {}

  /** The bucket of a time; the last one for all that is longer than the scale. */
  static int indexOf(long nanos) {
    return indexOfUnits(Math.min(LONGEST, Math.max(0, nanos) >>> 10));
  }

  private static int indexOfUnits(long units) {
    if (units < SUBS) {
      return (int) units;
    }
    int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(units);
    return (shift << SUB_BITS) + (int) (units >>> shift);
  }

  /** The middle of a bucket, in milliseconds. */
  static double millis(int index) {
    int shift = Math.max(0, (index >>> SUB_BITS) - 1);
    long from = (long) (index - (shift << SUB_BITS)) << shift;
    return (from + (1L << shift) / 2.0) * 1_024 / 1e6;
  }
}
