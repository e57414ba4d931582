package io.carillon.gateway.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what nobody announces, such as a count that goes down. */
public final class Await {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

  private Await() {}

  /** Returns as soon as the condition holds; fails at the deadline with what is there instead. */
  public static void until(BooleanSupplier condition, Supplier<String> instead) {
    until(DEADLINE, PAUSE_NANOS, condition, instead);
  }

  /** The same with another deadline, and seldom asked: for what is dear to ask. */
  public static void until(Duration deadline, BooleanSupplier condition, Supplier<String> instead) {
    until(deadline, 10 * PAUSE_NANOS, condition, instead);
  }

  private static void until(
      Duration deadline, long pauseNanos, BooleanSupplier condition, Supplier<String> instead) {
    long end = System.nanoTime() + deadline.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("after " + deadline + ": " + instead.get());
      }
      LockSupport.parkNanos(pauseNanos);
    }
  }
}
