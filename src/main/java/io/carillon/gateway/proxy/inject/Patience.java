package io.carillon.gateway.proxy.inject;

import io.netty.channel.EventLoop;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a client waits to be told that its link is open, until the broker has acknowledged what
 * it hears. While the broker is away each of them waits in vain, but the log tells of the first
 * only. One per route and loop; confined to it.
 */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

  private final EventLoop loop;
  private final Duration length;

  /** Somebody waited in vain, and nobody was heard in time since. */
  private boolean isOver;

  Patience(EventLoop loop, Duration length) {
    this.loop = loop;
    this.length = length;
  }

  /**
   * Begins to wait.
   *
   * @param link that waits
   * @return to be completed; completes by itself when it takes too long
   */
  Promise<Void> await(String link) {
    Promise<Void> heard = Promise.promise();
    Future<?> timer =
        loop.schedule(
            () -> {
              if (heard.tryComplete()) {
                onLate(link);
              }
            },
            length.toNanos(),
            TimeUnit.NANOSECONDS);
    heard.future().onComplete(done -> timer.cancel(false));
    return heard;
  }

  /** The channels of a link were acknowledged in time. */
  void onInTime() {
    isOver = false;
  }

  private void onLate(String link) {
    if (isOver) {
      LOG.debug("link opens before its channels are heard link={}", link);
    } else {
      isOver = true;
      LOG.warn("links open before their channels are heard, the first link={}", link);
    }
  }
}
