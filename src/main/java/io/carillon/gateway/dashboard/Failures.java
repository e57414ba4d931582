package io.carillon.gateway.dashboard;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts log-ins that failed, by address, by who brought them and in all, and slows who guesses:
 * who connects through a proxy that is believed, or is on its machine, may say that it has any
 * address. Knows so many addresses at most, those that failed last. Callable from any thread.
 */
final class Failures {
  /** In a row from one address, before it has to wait. */
  static final int MOST_OF_ONE = 10;

  /** That one peer may bring within a {@link #WINDOW}, whatever addresses it tells. */
  static final int MOST_OF_PEER = 100;

  /** From all addresses together within a {@link #WINDOW}. */
  static final int MOST_OF_ALL = 300;

  static final Duration WINDOW = Duration.ofMinutes(1);
  static final int MOST_ADDRESSES = 1_000;
  private static final long FIRST_DELAY_MILLIS = 250;
  private static final long LONGEST_DELAY_MILLIS = 4_000;

  private final LongSupplier clock;
  private final Map<String, Streak> streaks = new LinkedHashMap<>();

  /** How many each brought in this window; never more than those of all. */
  private final Map<String, Integer> ofPeers = new HashMap<>();

  private long windowBegan;
  private int inWindow;

  /**
   * @param clock milliseconds from any beginning
   */
  Failures(LongSupplier clock) {
    this.clock = clock;
    this.windowBegan = clock.getAsLong();
  }

  /**
   * For how long nobody from there may try; zero when it may now.
   *
   * @param peer who connects
   * @param address of whom it tells that it speaks for, or its own
   */
  synchronized Duration wait(String peer, String address) {
    long now = clock.getAsLong();
    forgetOld(now);
    Streak streak = streaks.get(address);
    if (streak != null && streak.count() >= MOST_OF_ONE) {
      return Duration.ofMillis(streak.last() + WINDOW.toMillis() - now);
    }
    return inWindow >= MOST_OF_ALL || ofPeers.getOrDefault(peer, 0) >= MOST_OF_PEER
        ? Duration.ofMillis(windowBegan + WINDOW.toMillis() - now)
        : Duration.ZERO;
  }

  /** One more; returns how long its answer is held back. */
  synchronized Duration count(String peer, String address) {
    long now = clock.getAsLong();
    forgetOld(now);
    inWindow++;
    ofPeers.merge(peer, 1, Integer::sum);
    Streak before = streaks.remove(address);
    int count = before == null ? 1 : before.count() + 1;
    streaks.put(address, new Streak(count, now)); // behind all others
    if (streaks.size() > MOST_ADDRESSES) {
      streaks.remove(streaks.keySet().iterator().next());
    }
    int doublings = Math.min(count - 1, 10);
    return Duration.ofMillis(Math.min(LONGEST_DELAY_MILLIS, FIRST_DELAY_MILLIS << doublings));
  }

  /** Somebody from there knows the password. */
  synchronized void forget(String address) {
    streaks.remove(address);
  }

  synchronized int addresses() {
    return streaks.size();
  }

  private void forgetOld(long now) {
    long old = now - WINDOW.toMillis();
    if (windowBegan <= old) {
      windowBegan = now;
      inWindow = 0;
      ofPeers.clear();
    }
    Iterator<Streak> eldest = streaks.values().iterator();
    while (eldest.hasNext() && eldest.next().last() <= old) {
      eldest.remove();
    }
  }

  private record Streak(int count, long last) {}
}
