package io.carillon.gateway.proxy.http;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs something once nothing has moved for so long. Being touched costs no more than a look at the
 * clock. Confined to its loop.
 */
final class InactivityTimer {
  private final EventLoop loop;
  private final long patienceNanos;
  private final Runnable then;
  private long touched = System.nanoTime();
  private ScheduledFuture<?> next;

  /** Begins to wait at once. */
  InactivityTimer(EventLoop loop, Duration patience, Runnable then) {
    this.loop = loop;
    this.patienceNanos = patience.toNanos();
    this.then = then;
    waitFor(patienceNanos);
  }

  /** Something moved. */
  void touch() {
    touched = System.nanoTime();
  }

  void stop() {
    next.cancel(false);
  }

  private void waitFor(long nanos) {
    next = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    long left = touched + patienceNanos - System.nanoTime();
    if (left > 0) {
      waitFor(left);
    } else {
      then.run();
    }
  }
}
