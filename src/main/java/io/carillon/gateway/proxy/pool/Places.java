package io.carillon.gateway.proxy.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The connections to a target: how many there are, were and may be. Callable from any thread. */
final class Places {
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final LongAdder total = new LongAdder();

  /**
   * Takes one more place; each is given back once.
   *
   * @param limit never to be exceeded; 0 for none
   */
  boolean tryTake(int limit) {
    int before = open.get();
    while (limit == 0 || before < limit) {
      if (open.compareAndSet(before, before + 1)) {
        total.increment();
        noteMost(before + 1);
        return true;
      }
      before = open.get();
    }
    return false;
  }

  /** Whether there are as many as there may be; never with a limit of 0. */
  boolean isFull(int limit) {
    return limit > 0 && open.get() >= limit;
  }

  void giveBack() {
    open.decrementAndGet();
  }

  int open() {
    return open.get();
  }

  int most() {
    return most.get();
  }

  long total() {
    return total.sum();
  }

  private void noteMost(int now) {
    if (now > most.get()) {
      most.accumulateAndGet(now, Math::max);
    }
  }
}
