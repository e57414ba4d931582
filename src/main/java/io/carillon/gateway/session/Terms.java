package io.carillon.gateway.session;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What ends at some time on one loop, in the order in which it does: only that of clients and
 * subscriptions that end by the clock at all. Looked at with every tick of the {@link Heartbeat}.
 * Confined to the loop.
 */
final class Terms {
  private final TreeMap<Long, Set<Term>> byEnd = new TreeMap<>();

  /** One end. What it is of goes with the session that it ends in, unless it is cancelled. */
  static final class Term {
    private final Session session;
    private final Runnable over;
    private final long endMillis;

    private Term(Session session, Runnable over, long endMillis) {
      this.session = session;
      this.over = over;
      this.endMillis = endMillis;
    }
  }

  /**
   * Sets an end in the place of another.
   *
   * @param before null when there was none
   * @param endMillis since 1970; 0 for never
   * @param over called once at that time, or up to a tick later
   * @return null when there is none any more
   */
  Term set(Term before, Session session, long endMillis, Runnable over) {
    if (before != null) {
      cancel(before);
    }
    if (endMillis == 0) {
      return null;
    }
    Term term = new Term(session, over, endMillis);
    byEnd.computeIfAbsent(endMillis, end -> new HashSet<>(2)).add(term);
    return term;
  }

  /** It ended for another reason. Does nothing the second time. */
  void cancel(Term term) {
    byEnd.computeIfPresent(
        term.endMillis,
        (end, terms) -> {
          terms.remove(term);
          return terms.isEmpty() ? null : terms;
        });
  }

  /** Ends what is due. */
  void run(long nowMillis) {
    while (!byEnd.isEmpty() && byEnd.firstKey() <= nowMillis) {
      Map.Entry<Long, Set<Term>> due = byEnd.pollFirstEntry();
      for (Term term : List.copyOf(due.getValue())) {
        try {
          term.over.run();
        } catch (RuntimeException bug) {
          term.session.onBug(bug); // a timer that throws would never tick again, for anybody
        }
      }
    }
  }

  /** How many there are. */
  int size() {
    return byEnd.values().stream().mapToInt(Set::size).sum();
  }
}
