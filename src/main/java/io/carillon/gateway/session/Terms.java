package io.carillon.gateway.session;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What ends at some time of a clock on one loop, in the order in which it does: only that of
 * clients and subscriptions that end by the clock at all. Looked at with every tick of the {@link
 * Heartbeat}. Confined to the loop.
 */
final class Terms {
  private final LongSupplier clock;
  private final TreeMap<Long, Set<Term>> byEnd = new TreeMap<>();

  /**
   * @param clock in milliseconds
   */
  Terms(LongSupplier clock) {
    this.clock = clock;
  }

  /** One end. What it is of goes with the session that it ends in, unless it is cancelled. */
  static final class Term {
    private final Terms among;
    private final Session session;
    private final Runnable over;
    private final long endMillis;

    private Term(Terms among, Session session, Runnable over, long endMillis) {
      this.among = among;
      this.session = session;
      this.over = over;
      this.endMillis = endMillis;
    }
  }

  /**
   * Sets an end in the place of another, be it by this clock or by another.
   *
   * @param before null when there was none
   * @param endMillis by the clock; 0 for never
   * @param over called once at that time, or up to a tick later
   * @return null when there is none any more
   */
  Term set(Term before, Session session, long endMillis, Runnable over) {
    if (before != null) {
      before.among.cancel(before);
    }
    return endMillis == 0 ? null : add(new Term(this, session, over, endMillis));
  }

  /** The same so long from now. */
  Term after(Term before, Session session, Duration time, Runnable over) {
    if (before != null) {
      before.among.cancel(before);
    }
    return add(new Term(this, session, over, clock.getAsLong() + time.toMillis()));
  }

  private Term add(Term term) {
    byEnd.computeIfAbsent(term.endMillis, end -> new HashSet<>(2)).add(term);
    return term;
  }

  // It ended for another reason. Does nothing the second time.
  private void cancel(Term term) {
    byEnd.computeIfPresent(
        term.endMillis,
        (end, terms) -> {
          terms.remove(term);
          return terms.isEmpty() ? null : terms;
        });
  }

  /** Ends what is due. */
  void run() {
    long nowMillis = clock.getAsLong();
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
