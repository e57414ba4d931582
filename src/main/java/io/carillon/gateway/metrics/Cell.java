package io.carillon.gateway.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A count that one thread adds to and every thread may read, a little late. Costs its writer a load
 * and a store.
 */
final class Cell {
  /** Keeps what other threads write out of the same cache line. */
  private static final int PADDING = 8;

  private final AtomicLongArray value = new AtomicLongArray(2 * PADDING + 1);

  /** By the one thread that writes. */
  void add(long count) {
    value.setOpaque(PADDING, value.getPlain(PADDING) + count);
  }

  long get() {
    return value.getOpaque(PADDING);
  }
}
