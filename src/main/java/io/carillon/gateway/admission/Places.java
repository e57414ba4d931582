package io.carillon.gateway.admission;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places of which each holder has a few: connections of an address, or of a user. Whoever has none
 * is not known. From any thread.
 */
final class Places {
  private final int most;
  private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();

  /**
   * @param most of each; 0 for as many as they like, which are not counted
   */
  Places(int most) {
    this.most = most;
  }

  boolean isCounted() {
    return most > 0;
  }

  /** Takes one; false when all are taken. */
  boolean take(String holder) {
    if (most == 0) {
      return true;
    }
    AtomicInteger had = new AtomicInteger();
    taken.compute(
        holder,
        (name, count) -> {
          had.set(count == null ? 0 : count);
          return had.get() < most ? Integer.valueOf(had.get() + 1) : count;
        });
    return had.get() < most;
  }

  /** Gives one back. */
  void giveBack(String holder) {
    if (most > 0) {
      taken.computeIfPresent(
          holder, (name, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
  }

  /** Who has any. */
  int holders() {
    return taken.size();
  }
}
