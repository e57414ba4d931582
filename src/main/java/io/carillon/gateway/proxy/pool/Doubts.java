package io.carillon.gateway.proxy.pool;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Requests that targets of a pool left without a byte of an answer: hung up on them, or were late.
 * It may be the request that is bad, and clients are not to have targets ejected by it: it is a
 * failure only when another target answers the same request soon, and this one has not done so
 * before. Made by {@link Pool}; callable from any thread, and while there are none for the price of
 * a look.
 */
public final class Doubts {
  /** For later answers it says nothing: the target may have been started anew. */
  static final Duration LIFE = Duration.ofMinutes(1);

  static final int MOST_REQUESTS = 256;
  static final int LONGEST_REQUEST = 2048;

  private final LongSupplier clock;

  /** The eldest first. */
  private final Map<String, Doubt> doubts = new LinkedHashMap<>();

  private volatile boolean some;

  /**
   * @param clock nanoseconds, from any beginning
   */
  Doubts(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * A target closed the connection without a byte of an answer, or gave none in time.
   *
   * @param request what it was asked, and others may be; when it is very long, nothing is kept
   */
  public synchronized void unanswered(Target target, String request, String reason) {
    long now = clock.getAsLong();
    forgetOld(now);
    if (request.length() <= LONGEST_REQUEST) {
      doubts.computeIfAbsent(request, any -> new Doubt(now)).reasons.put(target, reason);
      some = true;
    }
  }

  private void forgetOld(long now) {
    Iterator<Doubt> eldest = doubts.values().iterator();
    while (eldest.hasNext()) {
      Doubt doubt = eldest.next();
      if (!doubt.isOld(now) && doubts.size() < MOST_REQUESTS) {
        return;
      }
      eldest.remove();
    }
  }

  /**
   * A target answered a request: others that left it unanswered have failed.
   *
   * @param request the same as of {@link #unanswered}; only called when there are doubts
   */
  public void answered(Target target, Supplier<String> request) {
    if (some) {
      // Not under the lock: it may be the last straw, and the pool has a lock, too.
      blamed(target, request.get()).forEach(Target::onFailure);
    }
  }

  private synchronized Map<Target, String> blamed(Target answering, String request) {
    Doubt doubt = doubts.remove(request);
    some = !doubts.isEmpty();
    if (doubt == null || doubt.isOld(clock.getAsLong())) {
      return Map.of();
    }
    doubt.reasons.remove(answering);
    return doubt.reasons;
  }

  /** Who left one request unanswered, and in what way. */
  private static final class Doubt {
    private final long began;
    private final Map<Target, String> reasons = new HashMap<>(4);

    Doubt(long began) {
      this.began = began;
    }

    boolean isOld(long now) {
      return now - began > LIFE.toNanos();
    }
  }
}
