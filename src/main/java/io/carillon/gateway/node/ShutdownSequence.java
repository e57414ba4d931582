package io.carillon.gateway.node;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node goes down: its rules change no more, it takes no more clients, tells those it has to
 * come back, elsewhere, and waits for them to go; then dashboard, presence and broker, then the
 * cluster with Vert.x. A failed step is logged and the next one runs.
 */
final class ShutdownSequence {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownSequence.class);
  private static final Duration SPREAD = Duration.ofSeconds(2);
  private static final Duration DEADLINE = Duration.ofSeconds(8);

  private final NodeParts parts;

  ShutdownSequence(NodeParts parts) {
    this.parts = parts;
  }

  Future<Void> run() {
    Backbone backbone = parts.backbone();
    return step("rules", () -> parts.proxy().rules().close())
        .compose(done -> step("clients", this::closeClients))
        .compose(done -> step("tokens", this::closeTokens))
        .compose(done -> step("targets", () -> parts.proxy().proxy().close()))
        .compose(done -> step("dashboard", () -> parts.dashboard().close()))
        .compose(done -> step("presence", () -> backbone.presence().close()))
        .compose(done -> step("broker", () -> backbone.broker().close()))
        .compose(done -> step("cluster", backbone::close));
  }

  private Future<Void> closeTokens() {
    parts.messaging().authenticator().close();
    return Future.succeededFuture();
  }

  private Future<Void> closeClients() {
    // Both at once: the listening sockets close first, and their end waits for the last client.
    Future<?> gone = parts.loops().stopAccepting(DEADLINE);
    return Future.join(
            parts.messaging().sessions().shutDown(SPREAD),
            parts.proxy().proxy().links().shutDown(SPREAD),
            gone)
        .mapEmpty();
  }

  private static Future<Void> step(String name, Supplier<Future<Void>> step) {
    return Future.succeededFuture()
        .compose(begun -> step.get()) // what it throws is a failure, and the next one runs
        .recover(
            cause -> {
              LOG.warn("shutdown step failed step={}", name, cause);
              return Future.succeededFuture();
            });
  }
}
