package io.carillon.gateway.node;

import io.carillon.gateway.admission.Admission;
import io.carillon.gateway.api.LinkNodes;
import io.carillon.gateway.api.ProxyNodes;
import io.carillon.gateway.config.Cidr;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.dashboard.Dashboard;
import io.carillon.gateway.dashboard.NodeState;
import io.carillon.gateway.demo.DemoPage;
import io.carillon.gateway.machine.Edge;
import io.carillon.gateway.machine.StartChecks;
import io.carillon.gateway.metrics.Metrics;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.vertx.core.Context;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node is made of: one of each, shared by its loops. Callable from any thread.
 *
 * @param backbone what it stands on
 * @param admission who may come in
 * @param loops on which it serves; none yet
 * @param health what probes are told
 * @param tls of its listeners
 * @param drain how it parts with its clients
 * @param neighbours that the demo page offers, this node among them; asked with each of its loads
 */
record NodeParts(
    GatewayConfig config,
    Metrics metrics,
    Backbone backbone,
    Messaging messaging,
    Admission admission,
    RuledProxy proxy,
    Loops loops,
    Health health,
    Drain drain,
    Dashboard dashboard,
    NodeTls tls,
    Supplier<List<DemoPage.Node>> neighbours) {
  private static final Logger LOG = LoggerFactory.getLogger(NodeParts.class);

  /**
   * Makes all of them; nothing has begun yet. Blocks: files are read, and a key is derived from the
   * password of the dashboard, which is meant to take its time.
   *
   * @throws IllegalStateException on an event loop
   */
  static NodeParts of(
      GatewayConfig config,
      Metrics metrics,
      Backbone backbone,
      Supplier<List<DemoPage.Node>> neighbours) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("the parts of a node were to be made on an event loop");
    }
    NodeTls tls = NodeTls.read(config.listeners());
    Messaging messaging = Messaging.over(backbone, config, metrics);
    Readiness readiness = new Readiness(config.node().name(), backbone::objections);
    Loops loops = new Loops();
    Edge edge = Edge.of(config.limits(), metrics.connections()::open);
    StartChecks.of(config, edge.descriptors(), ServerOptions.ACCEPT_BACKLOG).forEach(LOG::warn);
    Admission admission =
        new Admission(config.limits(), GatewayNode.loops(config), metrics.admission(), edge);
    metrics.admission().watch(admission);
    RuledProxy proxy = proxy(config, metrics, backbone, messaging, loops);
    metrics.start(backbone.vertx(), messaging.hub(), readiness::isReady, readiness::isDraining);
    metrics.broker().watch(backbone.broker());
    backbone.cluster().ifPresent(metrics.cluster()::watch);
    metrics.tls().watch(tls.watches());
    metrics.targets().watch(proxy.proxy());
    metrics.rules().watch(proxy.rules(), proxy.proxy());
    Drain drain = drain(config, metrics, backbone, messaging, proxy, loops, readiness);
    return new NodeParts(
        config,
        metrics,
        backbone,
        messaging,
        admission,
        proxy,
        loops,
        new Health(readiness, new Pulses(readiness::look)),
        drain,
        dashboard(config, metrics, backbone, messaging, proxy, loops, readiness, drain),
        tls,
        neighbours);
  }

  private static Drain drain(
      GatewayConfig config,
      Metrics metrics,
      Backbone backbone,
      Messaging messaging,
      RuledProxy proxy,
      Loops loops,
      Readiness readiness) {
    Parting parting =
        new Parting(
            config.shutdown(),
            config.sessions(),
            backbone.vertx(),
            loops,
            messaging.sessions(),
            proxy.proxy().links(),
            metrics);
    return new Drain(config.shutdown(), backbone.vertx(), readiness, parting);
  }

  private static RuledProxy proxy(
      GatewayConfig config, Metrics metrics, Backbone backbone, Messaging messaging, Loops loops) {
    Proxy proxy =
        new Proxy(
            config,
            backbone.vertx(),
            messaging.pubSub(),
            messaging.authenticator(),
            backbone.table("sticky"),
            metrics.routes());
    RunningRules rules =
        new RunningRules(
            config, backbone.vertx(), backbone.table("rules"), backbone.calls(), backbone.self());
    ProxyNodes nodes = new ProxyNodes(backbone.calls(), backbone.self(), proxy);
    LinkNodes links = new LinkNodes(backbone.calls(), proxy.links());
    return new RuledProxy(proxy, rules, nodes, links, loops);
  }

  private static Dashboard dashboard(
      GatewayConfig config,
      Metrics metrics,
      Backbone backbone,
      Messaging messaging,
      RuledProxy proxy,
      Loops loops,
      Readiness readiness,
      Drain drain) {
    ListenersConfig.AdminListener admin = config.listeners().admin();
    AdminUrl url = new AdminUrl(admin, config.cluster(), backbone.cluster());
    List<Cidr> trusted = config.listeners().publicListener().trustedProxies();
    return new Dashboard(
        new Dashboard.Parts(
            backbone.vertx(),
            admin.dashboard(),
            new Forwarding(address -> trusted.stream().anyMatch(range -> range.contains(address))),
            backbone.self(),
            backbone.calls(),
            backbone.cluster(),
            messaging.hub(),
            messaging.pubSub(),
            messaging.sessions(),
            proxy.proxy(),
            proxy.rules(),
            messaging.tracer(),
            config.broker().type().name().toLowerCase(Locale.ROOT),
            backbone.broker()::health,
            metrics::totals,
            () -> url.at(loops.adminPort()),
            () -> state(readiness.verdict()),
            drain));
  }

  private static NodeState state(Readiness.Verdict verdict) {
    return new NodeState(verdict.state().name().toLowerCase(Locale.ROOT), verdict.reasons());
  }

  Readiness readiness() {
    return health.readiness();
  }
}
