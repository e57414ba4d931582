package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * Whether this node reaches Redis. A node that does not is not sent clients any more, but only
 * after the time after which the others take it for gone: until then a failover is over, which all
 * nodes see alike. {@link #isSound} is callable from any thread; started and stopped by whoever
 * made it.
 */
public final class RedisHealth {
  private static final long LOOK_MILLIS = 250;

  private final RedisLink link;
  private final long patienceNanos;
  private volatile long lastWhole = System.nanoTime();
  private long timer = -1;

  public RedisHealth(RedisLink link) {
    this(link, RedisPresence.LEASE);
  }

  RedisHealth(RedisLink link, Duration patience) {
    this.link = link;
    this.patienceNanos = patience.toNanos();
  }

  /** To be called when the link is open. */
  public Future<Void> start() {
    return link.onLoop(
        () -> {
          timer = link.vertx().setPeriodic(0, LOOK_MILLIS, any -> look());
          return Future.succeededFuture();
        });
  }

  /** Looks no longer. */
  public Future<Void> stop() {
    return link.onLoop(
        () -> {
          link.vertx().cancelTimer(timer);
          return Future.succeededFuture();
        });
  }

  /** Whether all of Redis was reached a moment ago. */
  public boolean isSound() {
    return System.nanoTime() - lastWhole < patienceNanos;
  }

  private void look() {
    if (link.isWhole()) {
      lastWhole = System.nanoTime();
    }
  }
}
