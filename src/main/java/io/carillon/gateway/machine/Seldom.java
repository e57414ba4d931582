package io.carillon.gateway.machine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one through for a while, and counts the others meanwhile. From any thread. */
public final class Seldom {
  private final long pauseNanos;
  private final LongSupplier clock;
  private final AtomicLong next;
  private final AtomicLong since = new AtomicLong();

  public Seldom(Duration pause) {
    this(pause, System::nanoTime);
  }

  /**
   * The same.
   *
   * @param clock nanoseconds, from any beginning
   */
  public Seldom(Duration pause, LongSupplier clock) {
    this.pauseNanos = pause.toNanos();
    this.clock = clock;
    this.next = new AtomicLong(clock.getAsLong());
  }

  /** Takes one; returns how many there were since the last was let through, or 0 for none now. */
  public long take() {
    since.incrementAndGet();
    long now = clock.getAsLong();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + pauseNanos) ? since.getAndSet(0) : 0;
  }
}
