package io.carillon.gateway.proxy.pool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whose turn it is in a pool, by weight and evenly spread: of three with weights 5, 1 and 1 the
 * first never gets five in a row.
 *
 * <p>Each target keeps the moment of its last turn on a clock that only turns move; its next one is
 * due a stride later, which is shorter the more it weighs, and the earliest is next. So there is
 * one compare-and-set per choice instead of a lock around the counters of all targets, a weight may
 * change between any two turns, and who comes back neither waits nor catches up: it is due now.
 * Moments are compared by their difference, since they overflow. Callable from any thread.
 */
final class Turns {
  private static final double STRIDE = 1L << 24;

  private final AtomicLong time = new AtomicLong();

  /** The moment that the clock shows. */
  long time() {
    return time.get();
  }

  /**
   * When the next turn of a target is due.
   *
   * @param last its last turn
   * @param share its weight, positive
   * @param time that the clock shows
   */
  static long due(long last, double share, long time) {
    long due = last + (long) (STRIDE / share);
    return isBefore(due, time) ? time : due;
  }

  static boolean isBefore(long moment, long other) {
    return moment - other < 0;
  }

  /** Takes the turn of a target; false when somebody else has taken one of it since it was read. */
  boolean take(Target target, long last, long due) {
    if (!target.turn().compareAndSet(last, due)) {
      return false;
    }
    time.accumulateAndGet(due, (now, next) -> isBefore(now, next) ? next : now);
    return true;
  }

  /**
   * Lets a target in. Those that come together begin at different points of their strides, else
   * equal ones would always follow one another.
   *
   * @param position among those that come together
   * @param all how many these are
   */
  void join(Target target, int position, int all) {
    long stride = (long) (STRIDE / Math.max(1, target.config().weight()));
    target.turn().set(time() - stride + stride * (2L * position + 1) / (2L * all));
  }
}
