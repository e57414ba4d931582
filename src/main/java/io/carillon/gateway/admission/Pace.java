package io.carillon.gateway.admission;

import io.carillon.gateway.config.AdmissionConfig;

/**
 * How many may be let in by one event loop right now. With a fixed rate that is all there is to it.
 * An adaptive one grows while somebody waits and the loop is in time, and is cut when the loop is
 * late: what is in the way of those who want in is then also in the way of those who are in. It is
 * never less than a loop of any use manages, since it may be late for other reasons, and a cut is
 * forgotten when nobody has had to wait for a second. Confined to its loop.
 */
final class Pace {
  static final int LEAST = 250;
  private static final int FIRST = 2_000;
  private static final int MOST = 50_000;
  private static final double GROWTH = 1.05;
  private static final double CUT = 0.7;

  /** Of a second: what may be let in at once after a rest. */
  private static final double BURST = 0.05;

  private static final int LEAST_BURST = 32;
  private static final long REST = 1_000_000_000;
  private static final double NANOS = 1e9;

  private final boolean adaptive;
  private final long lagNanos;
  private volatile double perSecond;
  private double tokens;
  private long last;
  private long observed;

  /**
   * @param loops of the node, which share a fixed rate
   */
  Pace(AdmissionConfig wanted, int loops, long nowNanos) {
    adaptive = wanted.mode() == AdmissionConfig.Mode.ADAPTIVE;
    lagNanos = wanted.lag().toNanos();
    perSecond = adaptive ? FIRST : (double) wanted.perSecond() / loops;
    tokens = burst();
    last = nowNanos;
    observed = nowNanos;
  }

  /** Lets one in, if one may be. */
  boolean take(long nowNanos) {
    if (adaptive && nowNanos - observed > REST) {
      perSecond = Math.max(FIRST, perSecond);
    }
    tokens = Math.min(burst(), tokens + (nowNanos - last) / NANOS * perSecond);
    last = nowNanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  // At a fixed rate nobody is let in sooner than that says, but for the first.
  private double burst() {
    return adaptive ? Math.max(LEAST_BURST, perSecond * BURST) : Math.max(1, perSecond * BURST);
  }

  /** Somebody waits, and the loop was so late. */
  void observe(long lateNanos, long nowNanos) {
    observed = nowNanos;
    if (!adaptive) {
      return;
    }
    if (lateNanos > lagNanos) {
      perSecond = Math.max(LEAST, perSecond * CUT);
    } else if (lateNanos < lagNanos / 2) {
      perSecond = Math.min(MOST, perSecond * GROWTH);
    }
  }

  /** A second; from any thread. */
  double perSecond() {
    return perSecond;
  }
}
