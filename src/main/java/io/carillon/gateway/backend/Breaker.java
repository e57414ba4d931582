package io.carillon.gateway.backend;

import java.util.function.LongSupplier;

/**
 * Knows whether it makes sense to ask. After some failures in a row it does not, for a while; then
 * one question is let through, to see. Confined to its loop.
 *
 * <p>Not that of vertx-circuit-breaker, which locks, publishes its state over the event bus and
 * runs what it guards: here everything is on one loop, and the queue before it wants to know too.
 */
final class Breaker {
  private final int mostFailures;
  private final long pauseNanos;
  private final LongSupplier nanoTime;
  private int failures;
  private long closedUntil;
  private boolean probing;

  Breaker(int mostFailures, long pauseNanos, LongSupplier nanoTime) {
    this.mostFailures = mostFailures;
    this.pauseNanos = pauseNanos;
    this.nanoTime = nanoTime;
  }

  /** Whether it has had enough. */
  boolean isOpen() {
    return failures >= mostFailures;
  }

  /** Whether to ask now; who is told so has to tell what came of it. */
  boolean tryAsk() {
    if (!isOpen()) {
      return true;
    }
    if (probing || nanoTime.getAsLong() - closedUntil < 0) {
      return false;
    }
    probing = true;
    return true;
  }

  /** What came of a question that was asked. */
  void onOutcome(boolean sound) {
    probing = false;
    if (sound) {
      failures = 0;
      return;
    }
    failures = Math.min(mostFailures, failures + 1);
    if (isOpen()) {
      closedUntil = nanoTime.getAsLong() + pauseNanos;
    }
  }
}
