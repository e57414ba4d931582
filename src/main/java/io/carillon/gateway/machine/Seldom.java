package io.carillon.gateway.machine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one through for a while, and counts the others meanwhile. From any thread. */
public final class Seldom {
  private final long pauseNanos;
  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong since = new AtomicLong();

  public Seldom(Duration pause) {
    pauseNanos = pause.toNanos();
  }

  /** Takes one; returns how many there were since the last was let through, or 0 for none now. */
  public long take() {
    since.incrementAndGet();
    long now = System.nanoTime();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + pauseNanos) ? since.getAndSet(0) : 0;
  }
}
