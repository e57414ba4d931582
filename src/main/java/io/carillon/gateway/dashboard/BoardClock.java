package io.carillon.gateway.dashboard;

import java.util.function.LongSupplier;

/**
 * What time it is, in milliseconds.
 *
 * @param wall since 1970, as people set it
 * @param ticks since any beginning, whatever people do
 */
record BoardClock(LongSupplier wall, LongSupplier ticks) {
  static final BoardClock SYSTEM =
      new BoardClock(System::currentTimeMillis, () -> System.nanoTime() / 1_000_000);

  long now() {
    return wall.getAsLong();
  }

  long tick() {
    return ticks.getAsLong();
  }
}
