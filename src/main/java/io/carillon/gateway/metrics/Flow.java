package io.carillon.gateway.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Connections that came and went, and those that were slow. From any thread. */
final class Flow {
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder slow = new LongAdder();

  void open() {
    opened.increment();
  }

  void close() {
    closed.increment();
  }

  void slow() {
    slow.increment();
  }

  long opened() {
    return opened.sum();
  }

  long closed() {
    return closed.sum();
  }

  long slowOnes() {
    return slow.sum();
  }

  /** Those that are there now. */
  long here() {
    long gone =
        closed.sum(); // read first: else one that comes and goes meanwhile makes it negative
    return Math.max(0, opened.sum() - gone);
  }
}
