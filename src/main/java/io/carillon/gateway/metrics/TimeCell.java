package io.carillon.gateway.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long things took: on one event loop, or wherever few threads meet. Only ever grows, so that
 * readers take differences and neither side waits for the other, as it would where a reader swaps
 * what the writer writes to. Kept twice: in the buckets that Prometheus is told of, and in fine
 * ones for percentiles.
 */
final class TimeCell {
  /** Upper bounds of the buckets for Prometheus, in nanoseconds; one more is for all above. */
  private static final long[] BOUNDS = {
    micros(500),
    millis(1),
    micros(2_500),
    millis(5),
    millis(10),
    millis(25),
    millis(50),
    millis(100),
    millis(250),
    millis(500),
    millis(1_000),
    millis(2_500),
    millis(5_000),
    millis(10_000)
  };

  /** How many buckets Prometheus is told of. */
  static final int BUCKETS = BOUNDS.length + 1;

  private final AtomicLongArray fine = new AtomicLongArray(TimeScale.COUNT);

  /** Behind them stands the sum of all times. */
  private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS + 1);

  /** Records the same time so many times. From any thread. */
  void record(long nanos, long times) {
    long time = Math.max(0, nanos);
    fine.getAndAdd(TimeScale.indexOf(time), times);
    buckets.getAndAdd(bucketOf(time), times);
    buckets.getAndAdd(BUCKETS, time * times);
  }

  /** Adds what there is in fine buckets. */
  void addTo(long[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += fine.getPlain(i);
    }
  }

  /** How often it took this long: not what took less. */
  long bucket(int index) {
    return buckets.getOpaque(index);
  }

  /** The sum of all times. */
  long sumNanos() {
    return buckets.getOpaque(BUCKETS);
  }

  /** The upper bounds in seconds, as Prometheus has them: the last is infinite. */
  static double[] boundsInSeconds() {
    double[] seconds = new double[BUCKETS];
    for (int i = 0; i < BOUNDS.length; i++) {
      seconds[i] = BOUNDS[i] / 1e9;
    }
    seconds[BOUNDS.length] = Double.POSITIVE_INFINITY;
    return seconds;
  }

  private static int bucketOf(long nanos) {
    int index = 0;
    while (index < BOUNDS.length && nanos > BOUNDS[index]) {
      index++;
    }
    return index;
  }

  private static long micros(long micros) {
    return TimeUnit.MICROSECONDS.toNanos(micros);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
