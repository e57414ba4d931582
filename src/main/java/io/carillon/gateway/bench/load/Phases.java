package io.carillon.gateway.bench.load;

/**
 * When what begins and ends, in nanoseconds of the {@link Clock}. Written by the run, read by all
 * loops.
 */
final class Phases {
  private volatile long began;
  private volatile long from = Long.MAX_VALUE;
  private volatile long to = Long.MAX_VALUE;

  void begin(long now) {
    began = now;
  }

  /** Since when the run lasts. */
  long began() {
    return began;
  }

  void measure(long start) {
    from = start;
  }

  void stopMeasuring(long end) {
    to = end;
  }

  /** Whether a moment lies in the measured time. */
  boolean isMeasured(long nanos) {
    return nanos >= from && nanos < to;
  }

  /** How much of a stretch of time is measured. */
  long overlap(long start, long end) {
    return Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
}
