package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.config.PoolConfig;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool whose certificates could not be used, and when they are looked at again: files may be
 * written late, or be mended by somebody. Callable from any thread.
 */
final class Unread {
  private static final Logger LOG = LoggerFactory.getLogger(Unread.class);

  private final Vertx vertx;
  private final PoolConfig pool;
  private final long pauseNanos;
  private final AtomicLong due;

  /** It was tried just now. */
  Unread(Vertx vertx, PoolConfig pool, Duration pause) {
    this.vertx = vertx;
    this.pool = pool;
    this.pauseNanos = pause.toNanos();
    this.due = new AtomicLong(System.nanoTime() + pauseNanos);
  }

  String name() {
    return pool.name();
  }

  /** Blocks; throws {@code ConfigException}. */
  PoolTls read() {
    return PoolTls.read(pool.name(), pool.tls());
  }

  /** Runs something that blocks, elsewhere, if it is time for it: once per pause. */
  void whenDue(Runnable again) {
    long moment = due.get();
    long now = System.nanoTime();
    if (now - moment >= 0 && due.compareAndSet(moment, now + pauseNanos)) {
      vertx
          .executeBlocking(
              () -> {
                again.run();
                return null;
              },
              false)
          .onFailure(bug -> LOG.error("certificates not tried again pool={}", pool.name(), bug));
    }
  }
}
