package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.machine.Seldom;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators of publications that cannot be text, at once and then once a minute at most.
 * Callable from any loop.
 */
final class LeftOut {
  private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Seldom lines;

  /**
   * @param clock nanoseconds, from any beginning
   */
  LeftOut(LongSupplier clock) {
    lines = new Seldom(PAUSE, clock);
  }

  /** One was left out. */
  void note(Channel channel) {
    long count = lines.take();
    if (count > 0) {
      LOG.warn(
          "publications not injected reason=\"no UTF-8, form is text\" count={} last={}",
          count,
          channel);
    }
  }
}
