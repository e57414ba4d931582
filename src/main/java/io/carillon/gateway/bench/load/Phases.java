package io.carillon.gateway.bench.load;

import java.util.concurrent.TimeUnit;

/**
 * When what begins and ends, in nanoseconds of the {@link Clock}. Written by the run, read by all
 * loops.
 */
final class Phases {
  private volatile long began;
  private volatile long stoppedAtMillis;
  private volatile long from = Long.MAX_VALUE;
  private volatile long to = Long.MAX_VALUE;

  void begin(long now) {
    began = now;
  }

  /** Since when the run lasts. */
  long began() {
    return began;
  }

  /** It is ended early; only the first time counts. */
  synchronized void stop(long now) {
    if (stoppedAtMillis == 0) {
      stoppedAtMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(now - began));
    }
  }

  /** When it was ended early, since it began; 0 when it was not. */
  long stoppedAtMillis() {
    return stoppedAtMillis;
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
