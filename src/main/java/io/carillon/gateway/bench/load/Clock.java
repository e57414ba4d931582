package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.SteadyClock;

/**
 * The time of a run, in nanoseconds since 1970: steady, and the same on all its machines as far as
 * their difference is known.
 */
final class Clock {
  private final long offset;

  /**
   * @param offsetNanos what this machine has to be put forward by
   */
  Clock(long offsetNanos) {
    offset = offsetNanos;
  }

  long now() {
    return SteadyClock.now() + offset;
  }
}
