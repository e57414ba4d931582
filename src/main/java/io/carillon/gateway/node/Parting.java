package io.carillon.gateway.node;

import io.carillon.gateway.config.SessionsConfig;
import io.carillon.gateway.config.ShutdownConfig;
import io.carillon.gateway.metrics.Metrics;
import io.carillon.gateway.metrics.Totals;
import io.carillon.gateway.proxy.ProxyLinks;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts a node from its clients: nobody comes in any more, and those who are there are asked to
 * come back elsewhere, one after the other. One per node; callable from any thread, {@link #begin}
 * once.
 */
final class Parting {
  private static final Logger LOG = LoggerFactory.getLogger(Parting.class);

  /** For whoever has to go at once, to say goodbye or to get an answer that is under way. */
  private static final Duration HURRY = Duration.ofSeconds(8);

  /** For what follows when a socket is gone: a session ends, and the other half of a link. */
  private static final Duration AFTERMATH = Duration.ofSeconds(1);

  private static final long LOOK_MILLIS = 10;

  private final ShutdownConfig config;
  private final Duration farewell;
  private final Vertx vertx;
  private final Loops loops;
  private final Sessions sessions;
  private final ProxyLinks links;
  private final Metrics metrics;

  Parting(
      ShutdownConfig config,
      SessionsConfig limits,
      Vertx vertx,
      Loops loops,
      Sessions sessions,
      ProxyLinks links,
      Metrics metrics) {
    this.config = config;
    this.vertx = vertx;
    this.loops = loops;
    this.sessions = sessions;
    this.links = links;
    this.metrics = metrics;
    Duration rest = config.deadline().minus(config.window());
    farewell = limits.closeTimeout().compareTo(rest) < 0 ? limits.closeTimeout() : rest;
  }

  /** Clients and links that are here. */
  Totals here() {
    return metrics.totals();
  }

  /** Begins; done when nobody is left, which is at the deadline at the latest. */
  Future<Void> begin() {
    Totals here = here();
    Duration spread = spread(here.clients() + here.links());
    LOG.info(
        "closing clients={} links={} spreadMillis={}",
        here.clients(),
        here.links(),
        spread.toMillis());
    // The listening sockets close first, and their end waits for the last client.
    Future<?> gone = loops.stopAccepting(config.deadline());
    sessions.shutDown(spread);
    links.shutDown(spread, true);
    long late = Math.max(1, config.deadline().minus(farewell).toMillis());
    long timer = vertx.setTimer(late, any -> links.shutDown(Duration.ZERO, false));
    return gone.onComplete(any -> vertx.cancelTimer(timer))
        .transform(any -> settled(System.nanoTime() + AFTERMATH.toNanos()))
        .onComplete(any -> LOG.info("closed left={}", left()));
  }

  private long left() {
    Totals here = here();
    return here.clients() + here.links();
  }

  private Future<Void> settled(long patientUntil) {
    return left() == 0 || System.nanoTime() - patientUntil >= 0
        ? Future.succeededFuture()
        : vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS).compose(any -> settled(patientUntil));
  }

  // As fast as it is wanted at least, and so fast that all are told in time.
  private Duration spread(long count) {
    Duration atRate = Duration.ofMillis(count * 1_000 / config.rate());
    return atRate.compareTo(config.window()) < 0 ? atRate : config.window();
  }

  /**
   * Tells all who are still here at once; after {@link #begin}.
   *
   * @param gone that begin has returned
   * @return done when nobody is left, or ought to be
   */
  Future<Void> hurry(Future<Void> gone) {
    Duration most = HURRY.compareTo(config.deadline()) < 0 ? HURRY : config.deadline();
    Promise<Void> over = Promise.promise();
    long timer = vertx.setTimer(most.toMillis(), any -> over.tryComplete());
    gone.onComplete(
        any -> {
          vertx.cancelTimer(timer);
          over.tryComplete();
        });
    loops.closeBy(most);
    return Future.join(sessions.shutDown(Duration.ZERO), links.shutDown(Duration.ZERO, false))
        .transform(told -> over.future());
  }
}
