package io.carillon.gateway.auth;

import io.carillon.gateway.config.JwksConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Public keys that are fetched: in the background every now and then, sooner when a token names a
 * key that is not among them, but at a bounded rate, and whoever brought that token waits. A fetch
 * that fails leaves the keys as they were. {@link #ring} is callable from any thread; the rest is
 * confined to one context.
 */
final class RemoteKeys {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);
  private static final int MOST_DOUBLINGS = 6;

  private final Vertx vertx;
  private final Context context;
  private final JwksConfig config;
  private final JwksFetch fetch;
  private final TokenMetrics metrics;
  private volatile KeyRing ring = KeyRing.EMPTY;
  private volatile long fetchedAt;

  private List<Promise<KeyRing>> waiting = new ArrayList<>();
  private boolean fetching;
  private boolean closed;
  private int failures;
  private long begun = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
  private long timer = -1;

  RemoteKeys(Vertx vertx, JwksConfig config, TokenMetrics metrics) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.config = config;
    this.fetch = new JwksFetch(vertx, config);
    this.metrics = metrics;
  }

  /** Fetches for the first time. */
  void start() {
    context.runOnContext(none -> fetch());
  }

  /**
   * The keys, with one of this id if there is such a key.
   *
   * @param id empty for any
   * @return failed with {@link Refused} when it cannot be told whether there is
   */
  Future<KeyRing> ring(String id) {
    KeyRing known = ring;
    if (id.isEmpty() ? !known.keys().isEmpty() : known.has(id)) {
      return Future.succeededFuture(known);
    }
    Promise<KeyRing> next = Promise.promise();
    context.runOnContext(none -> await(id, next));
    return next.future();
  }

  /**
   * The keys that are there now; sees to it that one of this id is brought, if there may be one.
   *
   * @param id empty for any
   * @throws Refused when it cannot be told yet whether there is
   */
  KeyRing ringAtOnce(String id) throws Refused {
    Future<KeyRing> known = isFresh() ? Future.succeededFuture(ring) : ring(id);
    if (!known.succeeded()) {
      throw unavailable();
    }
    return known.result();
  }

  // Whether what is not there now was not there a moment ago either.
  private boolean isFresh() {
    return System.nanoTime() - fetchedAt < config.cooldown().toNanos() && !ring.keys().isEmpty();
  }

  private void await(String id, Promise<KeyRing> next) {
    if (closed) {
      next.fail(unavailable());
    } else if (!id.isEmpty() && ring.has(id)) {
      next.complete(ring); // it came meanwhile
    } else {
      waiting.add(next);
      if (!fetching) {
        long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        fetchIn(Math.max(0, config.cooldown().toMillis() - since));
      }
    }
  }

  private void fetchIn(long millis) {
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(Math.max(1, millis), due -> fetch());
  }

  private void fetch() {
    if (fetching || closed) {
      return;
    }
    fetching = true;
    begun = System.nanoTime();
    fetch
        .fetch()
        .map(KeySet::read)
        .onComplete(
            fetched -> {
              if (fetched.succeeded()) {
                onFetched(fetched.result());
              } else {
                onFailed(fetched.cause());
              }
            });
  }

  private void onFetched(KeyRing fetched) {
    metrics.fetched(true);
    failures = 0;
    fetchedAt = System.nanoTime();
    ring = fetched;
    LOG.debug("keys fetched count={}", fetched.keys().size());
    finish().forEach(one -> one.complete(fetched));
    plan(config.refresh().toMillis());
  }

  private void onFailed(Throwable cause) {
    if (closed) {
      return;
    }
    metrics.fetched(false);
    LOG.warn("keys not fetched url={} reason={}", config.url(), cause.getMessage());
    failures = Math.min(MOST_DOUBLINGS, failures + 1);
    finish().forEach(one -> one.fail(unavailable()));
    plan(Math.min(config.refresh().toMillis(), config.cooldown().toMillis() << failures));
  }

  private List<Promise<KeyRing>> finish() {
    fetching = false;
    List<Promise<KeyRing>> done = waiting;
    waiting = new ArrayList<>();
    return done;
  }

  // Unless somebody who was answered just now wants it sooner.
  private void plan(long millis) {
    if (waiting.isEmpty() && !closed) {
      fetchIn(millis);
    }
  }

  private static Refused unavailable() {
    return new Refused(TokenVerdict.NO_KEYS, "its key cannot be had");
  }

  /** Fetches no more; who waits is refused. */
  void close() {
    context.runOnContext(
        none -> {
          closed = true;
          vertx.cancelTimer(timer);
          fetch.close();
          finish().forEach(one -> one.fail(unavailable()));
        });
  }
}
