package io.carillon.gateway.testkit;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits: for what nobody announces, such as a count that goes down, and for futures. */
public final class Await {
  /** Less than JUnit gives a test, so that it is told what was waited for. */
  private static final Duration DEADLINE = Duration.ofSeconds(50);

  private static final long OUTCOME_SECONDS = 50;

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

  /** The result of a future; throws what it failed with. Not for event loops. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(OUTCOME_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
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
