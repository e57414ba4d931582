package io.carillon.gateway.hub;

import java.util.concurrent.TimeUnit;

/**
 * Decides how long a fan-out waits for company. Under pressure (the last batch held more than one
 * message) a fan-out begins no sooner after the last one than that one took, so that more messages
 * share each system call; without pressure it begins at once. Confined to the loop of its {@link
 * HubShard}.
 */
final class Gather {
  private static final long CAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Shorter waits cost more than they save. */
  private static final long LEAST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private boolean pressed;
  private long beganAt;
  private long endedAt;
  private int widestBatch;

  /** How long to wait before the next fan-out begins; 0 for not at all. */
  long waitNanos(long now) {
    if (!pressed) {
      return 0;
    }
    long wait = Math.min(CAP_NANOS, endedAt - beganAt) - (now - endedAt);
    return wait < LEAST_NANOS ? 0 : wait;
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
    pressed = widestBatch > 1;
  }
}
