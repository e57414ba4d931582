package io.carillon.gateway.broker.embedded;

import java.util.concurrent.atomic.LongAdder;

/** What was asked of the owners of entries so far. Callable from any thread. */
public final class OwnerCounts {
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder refused = new LongAdder();

  OwnerCounts() {}

  /** Steps so far. */
  public long begun() {
    return begun.sum();
  }

  /** Steps whose answer is awaited. */
  public long underWay() {
    long over = ended.sum(); // read first, so that there are never fewer than none
    return begun.sum() - over;
  }

  /** How often one was asked once more, since its answer did not come or did not count. */
  public long repeated() {
    return repeated.sum();
  }

  /** Steps whose outcome stayed unknown. */
  public long unknown() {
    return unknown.sum();
  }

  /** Steps that were refused, since too few nodes see each other or this one has left. */
  public long refused() {
    return refused.sum();
  }

  void begin() {
    begun.increment();
  }

  void end() {
    ended.increment();
  }

  void again() {
    repeated.increment();
  }

  void giveUp() {
    unknown.increment();
  }

  void refuse() {
    refused.increment();
  }
}
