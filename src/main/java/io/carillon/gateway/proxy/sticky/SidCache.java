package io.carillon.gateway.proxy.sticky;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the sessions are that this node has seen lately, so that the cluster is not asked at each
 * poll. Bounded: the one that was not used for longest goes. Callable from any thread, under a lock
 * that is held for one look-up.
 */
final class SidCache {
  private final int most;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  SidCache(int most) {
    this.most = most;
  }

  /** Where a session is; null when that is not known here. */
  synchronized SessionHome get(String sid) {
    Entry entry = entries.get(sid);
    return entry == null ? null : entry.home;
  }

  /** Remembers where a session is, and that the cluster was told now. */
  synchronized void put(String sid, SessionHome home, long nowNanos) {
    entries.put(sid, new Entry(home, nowNanos));
    if (entries.size() > most) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /**
   * Whether the cluster has to be told again that a session is in use: true for one caller in each
   * third of the time for which it is remembered.
   */
  synchronized boolean isDue(String sid, long nowNanos) {
    Entry entry = entries.get(sid);
    if (entry == null || nowNanos - entry.toldNanos < entry.home.ttl().toNanos() / 3) {
      return false;
    }
    entry.toldNanos = nowNanos;
    return true;
  }

  private static final class Entry {
    final SessionHome home;
    long toldNanos;

    Entry(SessionHome home, long toldNanos) {
      this.home = home;
      this.toldNanos = toldNanos;
    }
  }
}
