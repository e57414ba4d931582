package io.carillon.gateway.proxy.pool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients saw of a target lately: failures in a row, and links that broke right after their
 * upgrade. Callable from any thread; a success takes no lock but once per period.
 *
 * <p>A success ends a row of failures at once. It cannot end a row of early breaks: each of these
 * began with a success too. So breaks are held against the answers of the last one to two periods,
 * each as long as a link is young: they count while they are the most of them, and are forgotten
 * when a period has passed whose links mostly grew old.
 */
final class Conduct {
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile long periodBegan;

  private int answeredBefore;
  private int broken;
  private int brokenBefore;
  private int brokenInRow;

  /**
   * An answer came.
   *
   * @param early nanoseconds for which a link is young; 0 when none ever is
   */
  void onSuccess(long now, long early) {
    if (failed.get() != 0) {
      failed.set(0);
    }
    if (early > 0) {
      if (now - periodBegan >= early) {
        turnPeriod(now, early);
      }
      answered.incrementAndGet();
    }
  }

  /** Counts a dial, handshake or request that failed and returns how many misdeeds there are. */
  synchronized int onFailure() {
    failed.incrementAndGet();
    return misdeeds();
  }

  /** The same for a link that broke while it was young. */
  synchronized int onBroken(long now, long early) {
    if (now - periodBegan >= early) {
      turnPeriod(now, early);
    }
    broken++;
    brokenInRow++;
    return misdeeds();
  }

  /** Forgets everything. */
  synchronized void forgive() {
    failed.set(0);
    answered.set(0);
    answeredBefore = 0;
    broken = 0;
    brokenBefore = 0;
    brokenInRow = 0;
  }

  private int misdeeds() {
    boolean mostBreak = 2L * brokenInRow > answered.get() + answeredBefore;
    return failed.get() + (mostBreak ? brokenInRow : 0);
  }

  private synchronized void turnPeriod(long now, long early) {
    long length = now - periodBegan;
    if (length < early) {
      return; // another thread was faster
    }
    // Whose fate is known by now: the links of the period before, and after a pause those of this.
    boolean paused = length >= 2 * early;
    if (paused && answered.get() > 2L * broken) {
      brokenInRow = 0;
    } else if (answeredBefore > 2L * (brokenBefore + broken)) {
      brokenInRow = Math.min(brokenInRow, broken);
    }
    int answers = answered.getAndSet(0);
    answeredBefore = paused ? 0 : answers;
    brokenBefore = paused ? 0 : broken;
    broken = 0;
    periodBegan = now;
  }
}
