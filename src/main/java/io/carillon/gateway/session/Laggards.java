package io.carillon.gateway.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions of one loop that do not take at once what is sent to them. Each comes in when
 * something is left behind a flush, and goes when nothing is; nobody has to look through all
 * sessions, and one that keeps up costs nothing. Confined to the loop.
 */
final class Laggards {
  /** More are not told apart: then it is the machine that does not keep up. */
  private static final int MOST = 10_000;

  /** Since when something waits, by {@link System#nanoTime}. */
  private final Map<Session, Long> since = new HashMap<>();

  /** Something is left behind a flush. */
  void add(Session session) {
    if (since.size() < MOST && since.putIfAbsent(session, System.nanoTime()) == null) {
      watch(session);
    }
  }

  // What waits now is gone when this comes; what waits then came later.
  private void watch(Session session) {
    long now = System.nanoTime();
    session.whenSent(
        () -> {
          if (session.queuedBytes() == 0) {
            since.remove(session);
          } else if (since.replace(session, now) != null) {
            watch(session);
          }
        });
  }

  void remove(Session session) {
    since.remove(session);
  }

  /** Adds up what waits for all of them. */
  void tell(OutboxMetrics metrics) {
    long bytes = 0;
    long largest = 0;
    for (Session session : since.keySet()) {
      long queued = session.queuedBytes();
      bytes += queued;
      largest = Math.max(largest, queued);
    }
    metrics.waiting(bytes, largest);
  }

  /** Those that most waits for, with the most first. */
  List<ClientView> worst(int most) {
    List<Session> all = new ArrayList<>(since.keySet());
    all.sort(Comparator.comparingLong(Session::queuedBytes).reversed());
    long now = System.nanoTime();
    return all.stream()
        .limit(most)
        .filter(session -> session.queuedBytes() > 0)
        .map(session -> ClientView.of(session, (now - since.get(session)) / 1_000_000))
        .toList();
  }
}
