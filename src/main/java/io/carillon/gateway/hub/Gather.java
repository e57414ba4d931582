package io.carillon.gateway.hub;

import java.util.concurrent.TimeUnit;

/**
 * Decides how long a fan-out waits for company. Under pressure (the last batch held more than one
 * message) a fan-out first rests for a part of the time that the last one took, and then goes on
 * resting while more keeps coming: publishers who wait for the last subscriber get their next
 * message in, and more messages share each system call. Without pressure it begins at once.
 * Confined to the loop of its {@link HubShard}.
 */
final class Gather {
  /** The first rest is the last fan-out's time, but no more than this or a sixteenth of that. */
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int FIRST_PART = 16;

  /** All rests together are a quarter of the last fan-out's time at most, and never more. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int MOST_PART = 4;

  /** Whoever comes is waited for so long for the next. */
  private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

  /** Shorter waits cost more than they save. */
  private static final long LEAST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private final boolean isWanted;
  private boolean pressed;
  private long beganAt;
  private long endedAt;
  private int widestBatch;
  private long seen;

  /**
   * @param isWanted whether to wait at all
   */
  Gather(boolean isWanted) {
    this.isWanted = isWanted;
  }

  /**
   * How long to wait before asking again; 0 when the fan-out is to begin.
   *
   * @param arrived how many events have come so far
   */
  long waitNanos(long now, long arrived) {
    if (!pressed) {
      return 0;
    }
    long took = endedAt - beganAt;
    long rested = now - endedAt;
    long part = Math.min(MOST_NANOS, Math.max(FIRST_NANOS, took / FIRST_PART));
    long first = Math.min(took, part) - rested;
    boolean cameMore = arrived != seen;
    seen = arrived;
    if (first >= LEAST_NANOS) {
      return first;
    }
    return cameMore && rested < Math.min(took / MOST_PART, MOST_NANOS) ? STEP_NANOS : 0;
  }

  void began(long now) {
    beganAt = now;
    widestBatch = 0;
  }

  void sawBatch(int messages) {
    widestBatch = Math.max(widestBatch, messages);
  }

  void ended(long now) {
    endedAt = now;
    pressed = isWanted && widestBatch > 1;
  }
}
