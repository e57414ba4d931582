package io.carillon.gateway.bench;

import java.util.concurrent.TimeUnit;

/**
 * Nanoseconds since 1970 that never jump, the same everywhere in this process: what clocks of
 * machines are compared by must be what messages are marked with.
 */
public final class SteadyClock {
  private static final long BASE =
      TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();

  private SteadyClock() {}

  public static long now() {
    return BASE + System.nanoTime();
  }
}
