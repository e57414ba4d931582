package io.carillon.gateway.node;

import io.carillon.gateway.dashboard.Dashboard;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
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

  private final RunningRules rules;
  private final Sessions sessions;
  private final Proxy proxy;
  private final List<GatewayVerticle> verticles;
  private final Dashboard dashboard;
  private final Backbone backbone;

  ShutdownSequence(
      RunningRules rules,
      Sessions sessions,
      Proxy proxy,
      List<GatewayVerticle> verticles,
      Dashboard dashboard,
      Backbone backbone) {
    this.rules = rules;
    this.sessions = sessions;
    this.proxy = proxy;
    this.verticles = verticles;
    this.dashboard = dashboard;
    this.backbone = backbone;
  }

  Future<Void> run() {
    return step("rules", rules::close)
        .compose(done -> step("clients", this::closeClients))
        .compose(done -> step("targets", proxy::close))
        .compose(done -> step("dashboard", dashboard::close))
        .compose(done -> step("presence", () -> backbone.presence().close()))
        .compose(done -> step("broker", () -> backbone.broker().close()))
        .compose(done -> step("cluster", backbone::close));
  }

  private Future<Void> closeClients() {
    // Both at once: the listening sockets close first, and their end waits for the last client.
    Future<?> gone =
        Future.join(verticles.stream().map(verticle -> verticle.stopAccepting(DEADLINE)).toList());
    return Future.join(sessions.shutDown(SPREAD), proxy.shutDown(SPREAD), gone).mapEmpty();
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
