package io.carillon.gateway.admission;

import io.carillon.gateway.config.LimitsConfig;

/**
 * How often somebody may do something: so many times a second, and a burst at once. Who goes on
 * beyond that gets into debt, and has paid it back before anything is granted again. Confined to
 * one thread.
 */
public final class TokenBucket {
  private static final double NANOS = 1e9;

  private final LimitsConfig.Rate rate;
  private double tokens;
  private long last;

  /** Full. */
  public TokenBucket(LimitsConfig.Rate rate, long nowNanos) {
    this.rate = rate;
    this.tokens = rate.burst();
    this.last = nowNanos;
  }

  /** Takes one; false when there is none, which puts one more into the debt. */
  public boolean take(long nowNanos) {
    tokens = Math.min(rate.burst(), tokens + (nowNanos - last) / NANOS * rate.perSecond());
    last = nowNanos;
    tokens--;
    return tokens >= 0;
  }

  /** Whether the debt is a whole burst. */
  public boolean isHopeless() {
    return tokens <= -rate.burst();
  }
}
