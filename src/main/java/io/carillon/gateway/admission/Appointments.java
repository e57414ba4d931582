package io.carillon.gateway.admission;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * When those who are not let in are to come back: each after the one before, so that they come as
 * fast as they can be let in, and with some jitter. Not all of them will come, nor when they were
 * told; so nobody is sent away for long. Confined to its loop.
 */
final class Appointments {
  private static final int MOST_SECONDS = 30;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long next;

  Appointments(long nowNanos) {
    next = nowNanos;
  }

  /**
   * Gives one more.
   *
   * @return in how many seconds, at least 1
   */
  int next(long nowNanos, double perSecond) {
    if (next - nowNanos < 0 || next - nowNanos > MOST_SECONDS * SECOND) {
      next = nowNanos;
    }
    next += (long) (SECOND / perSecond);
    int seconds = 1 + (int) ((next - nowNanos) / SECOND);
    return seconds + ThreadLocalRandom.current().nextInt(1 + seconds / 2);
  }
}
