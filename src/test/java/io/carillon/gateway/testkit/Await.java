package io.carillon.gateway.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what nobody announces, such as a count that goes down. */
public final class Await {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Await() {}

  /** Returns as soon as the condition holds; fails at the deadline with what is there instead. */
  public static void until(BooleanSupplier condition, Supplier<String> instead) {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(instead.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
