package io.carillon.gateway.wire;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One timer for all of a loop that have to be done within the same time; looks at the eldest only,
 * since whoever began first is due first. Confined to its loop.
 */
public final class Deadlines {
  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
  private static final int TICKS = 8;

  private final long nanos;
  private final ScheduledFuture<?> timer;

  /** Stands between the last and the first, so that nobody is without neighbours. */
  private final Entry ring = new Ring();

  /**
   * Starts to tick on {@code loop}, until {@link #stop}.
   *
   * @param time that everybody has; some are told an eighth of it, at most a second, too late
   */
  public Deadlines(EventLoop loop, Duration time) {
    nanos = time.toNanos();
    long tick = Math.min(LONGEST_TICK.toNanos(), Math.max(1, nanos / TICKS));
    timer = loop.scheduleAtFixedRate(this::tick, tick, tick, TimeUnit.NANOSECONDS);
  }

  /** Ends the ticking; nobody is told any more. */
  public void stop() {
    timer.cancel(false);
  }

  /** Its time begins now, unless it runs already. */
  void begin(Entry entry) {
    if (entry.next == null) {
      entry.due = System.nanoTime() + nanos;
      entry.previous = ring.previous;
      entry.next = ring;
      ring.previous.next = entry;
      ring.previous = entry;
    }
  }

  /** Begins what may have begun already, with the time that is left to another, which ends. */
  void replace(Entry other, Entry entry) {
    if (other.next == null || entry.next != null) {
      begin(entry);
      return;
    }
    entry.due = other.due;
    entry.previous = other.previous;
    entry.next = other.next;
    entry.previous.next = entry;
    entry.next.previous = entry;
    other.previous = null;
    other.next = null;
  }

  private void tick() {
    long now = System.nanoTime();
    while (ring.next != ring && ring.next.due - now <= 0) {
      Entry eldest = ring.next;
      eldest.end();
      eldest.onDue();
    }
  }

  /** Somebody who may be in a hurry; has one time at once. Must not fail when it is told. */
  abstract static class Entry {
    private Entry previous;
    private Entry next;
    private long due;

    /** The time is over; it does not run any more. */
    abstract void onDue();

    /** It was done in time, or there was none. */
    final void end() {
      if (next != null) {
        previous.next = next;
        next.previous = previous;
        previous = null;
        next = null;
      }
    }
  }

  private static final class Ring extends Entry {
    Ring() {
      super.previous = this;
      super.next = this;
    }

    @Override
    void onDue() {
      throw new IllegalStateException("never in a hurry");
    }
  }
}
