package io.carillon.gateway.node;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node goes down: it takes no more clients, tells those it has to come back, elsewhere, and
 * waits for them to go; then broker, then Vert.x. A failed step is logged and the next one runs.
 */
final class ShutdownSequence {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownSequence.class);
  private static final Duration SPREAD = Duration.ofSeconds(2);
  private static final Duration DEADLINE = Duration.ofSeconds(8);

  private final Sessions sessions;
  private final List<GatewayVerticle> verticles;
  private final Broker broker;
  private final Vertx vertx;

  ShutdownSequence(Sessions sessions, List<GatewayVerticle> verticles, Broker broker, Vertx vertx) {
    this.sessions = sessions;
    this.verticles = verticles;
    this.broker = broker;
    this.vertx = vertx;
  }

  Future<Void> run() {
    return step("clients", this::closeClients)
        .compose(done -> step("broker", broker::close))
        .compose(done -> step("vertx", vertx::close));
  }

  private Future<Void> closeClients() {
    // Both at once: the listening sockets close first, and their end waits for the last client.
    Future<?> gone =
        Future.join(verticles.stream().map(verticle -> verticle.stopAccepting(DEADLINE)).toList());
    return Future.join(sessions.shutDown(SPREAD), gone).mapEmpty();
  }

  private static Future<Void> step(String name, Supplier<Future<Void>> step) {
    return step.get()
        .recover(
            cause -> {
              LOG.warn("shutdown step failed step={}", name, cause);
              return Future.succeededFuture();
            });
  }
}
