package io.carillon.gateway.proxy.pool;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One timer of a pool, for the ejection that ends first, so that its end is told when it comes, and
 * not when the next client does. Only under the lock of the pool.
 */
final class Alarm {
  private final LongSupplier clock;
  private final ScheduledExecutorService timer;
  private final Runnable ring;
  private ScheduledFuture<?> next;
  private long at = Long.MAX_VALUE;

  /**
   * @param clock nanoseconds, from any beginning
   * @param timer needs little time
   * @param ring called by the timer, without the lock, maybe a little early
   */
  Alarm(LongSupplier clock, ScheduledExecutorService timer, Runnable ring) {
    this.clock = clock;
    this.timer = timer;
    this.ring = ring;
  }

  /** Rings at that moment, and at no other; never at {@code Long.MAX_VALUE}. */
  void set(long moment) {
    if (moment == at) {
      return;
    }
    if (next != null) {
      next.cancel(false);
      next = null;
    }
    at = moment;
    if (moment != Long.MAX_VALUE) {
      long wait = Math.max(0, moment - clock.getAsLong());
      next = timer.schedule(ring, wait, TimeUnit.NANOSECONDS);
    }
  }

  /** It has rung: the same moment may be set again. */
  void rung() {
    at = Long.MAX_VALUE;
  }
}
