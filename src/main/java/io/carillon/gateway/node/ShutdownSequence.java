package io.carillon.gateway.node;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node goes down: its rules change no more, it parts with its clients, see {@link Drain};
 * then dashboard, presence and broker, then the cluster with Vert.x. A failed step is logged and
 * the next one runs.
 */
final class ShutdownSequence {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownSequence.class);

  private final NodeParts parts;

  ShutdownSequence(NodeParts parts) {
    this.parts = parts;
  }

  Future<Void> run() {
    Backbone backbone = parts.backbone();
    return step("rules", () -> parts.proxy().rules().close())
        .compose(done -> step("clients", parts.drain()::hurry))
        .compose(done -> step("tokens", this::closeTokens))
        .compose(done -> step("targets", () -> parts.proxy().proxy().close()))
        .compose(done -> step("dashboard", () -> parts.dashboard().close()))
        .compose(done -> step("presence", () -> backbone.presence().close()))
        .compose(done -> step("broker", () -> backbone.broker().close()))
        .compose(done -> step("watches", this::closeWatches))
        .compose(done -> step("cluster", backbone::close));
  }

  // Vert.x takes no more work while it closes.
  private Future<Void> closeWatches() {
    parts.admission().edge().close();
    parts.tls().close();
    return Future.succeededFuture();
  }

  private Future<Void> closeTokens() {
    parts.messaging().authenticator().close();
    return Future.succeededFuture();
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
