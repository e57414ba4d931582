package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators of publications that cannot be text, at once and then once a minute at most.
 * Callable from any loop.
 */
final class LeftOut {
  private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier clock;
  private final AtomicLong due;

  /**
   * @param clock nanoseconds, from any beginning
   */
  LeftOut(LongSupplier clock) {
    this.clock = clock;
    this.due = new AtomicLong(clock.getAsLong());
  }

  /** One was left out. */
  void note(Channel channel) {
    long now = clock.getAsLong();
    long then = due.get();
    if (now - then >= 0 && due.compareAndSet(then, now + PAUSE_NANOS)) {
      LOG.warn("publication not injected reason=\"no UTF-8, form is text\" channel={}", channel);
    }
  }
}
