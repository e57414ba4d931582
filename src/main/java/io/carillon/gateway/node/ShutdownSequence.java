package io.carillon.gateway.node;

import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node goes down: it takes no more clients, tells those it has to come back, elsewhere, and
 * waits for them to go; then presence and broker, then the cluster with Vert.x. A failed step is
 * logged and the next one runs.
 */
final class ShutdownSequence {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownSequence.class);
  private static final Duration SPREAD = Duration.ofSeconds(2);
  private static final Duration DEADLINE = Duration.ofSeconds(8);

  private final Sessions sessions;
  private final List<GatewayVerticle> verticles;
  private final Backbone backbone;

  ShutdownSequence(Sessions sessions, List<GatewayVerticle> verticles, Backbone backbone) {
    this.sessions = sessions;
    this.verticles = verticles;
    this.backbone = backbone;
  }

  Future<Void> run() {
    return step("clients", this::closeClients)
        .compose(done -> step("presence", () -> backbone.presence().close()))
        .compose(done -> step("broker", () -> backbone.broker().close()))
        .compose(done -> step("cluster", backbone::close));
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
