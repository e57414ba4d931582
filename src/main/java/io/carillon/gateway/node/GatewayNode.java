package io.carillon.gateway.node;

import io.carillon.gateway.api.ApiHandler;
import io.carillon.gateway.api.GenerationResources;
import io.carillon.gateway.api.ProxyNodes;
import io.carillon.gateway.api.RestApi;
import io.carillon.gateway.api.RulesResources;
import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.dashboard.Dashboard;
import io.carillon.gateway.dashboard.NodeState;
import io.carillon.gateway.demo.DemoPage;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.metrics.Metrics;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.rules.InForce;
import io.carillon.gateway.proxy.rules.RulesListener;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.carillon.gateway.pubsub.NodeInterest;
import io.carillon.gateway.pubsub.Policies;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.Recovery;
import io.carillon.gateway.pubsub.Traces;
import io.carillon.gateway.session.Chronicle;
import io.carillon.gateway.session.Sessions;
import io.carillon.gateway.trace.Tracer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A node: one process's part of the gateway. Started once, closed once; callable from any thread.
 */
public final class GatewayNode {
  private final GatewayConfig config;
  private final Metrics metrics;
  private final Backbone backbone;
  private final Hub hub;
  private final PubSub pubSub;
  private final Sessions sessions = new Sessions();
  private final Authenticator authenticator;
  private final ApiHandler api;
  private final Proxy proxy;
  private final RunningRules rules;
  private final ProxyNodes proxyNodes;
  private final Tracer tracer = new Tracer();
  private final Dashboard dashboard;
  private final List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();
  private final Supplier<List<DemoPage.Node>> neighbours;
  private final Chronicle chronicle;
  private final Readiness readiness;
  private final Pulses pulses;

  private GatewayNode(
      GatewayConfig config,
      Metrics metrics,
      Backbone backbone,
      int loops,
      Supplier<List<DemoPage.Node>> neighbours) {
    this.config = config;
    this.metrics = metrics;
    this.backbone = backbone;
    this.neighbours = neighbours;
    readiness = new Readiness(config.node().name(), backbone::objections);
    pulses = new Pulses(readiness::look);
    chronicle = new Chronicle(tracer, config.log().clients());
    Policies policies = new Policies(config);
    NodeInterest interest = new NodeInterest(backbone.broker(), policies);
    hub = new Hub(interest, new Traces(tracer));
    metrics.start(backbone.vertx(), hub, readiness::isReady);
    // What comes at once, by recovery or publication, has to leave room in a client's queue.
    int half = config.sessions().maxQueuedBytes() / 2;
    Recovery recovery = new Recovery(Recovery.MOST_PUBLICATIONS, half);
    pubSub =
        new PubSub(
            hub,
            backbone.broker(),
            backbone.presence(),
            interest,
            policies,
            recovery,
            half,
            metrics.pubSub(),
            tracer);
    authenticator = new Authenticator(config.auth());
    api =
        new ApiHandler(
            pubSub,
            sessions,
            hub,
            backbone.calls(),
            backbone.self(),
            backbone.counters(),
            metrics.api());
    proxy =
        new Proxy(
            config,
            backbone.vertx(),
            pubSub,
            authenticator,
            backbone.table("sticky"),
            metrics.routes());
    metrics.broker().watch(backbone.broker());
    backbone.cluster().ifPresent(metrics.cluster()::watch);
    metrics.targets().watch(proxy);
    proxyNodes = new ProxyNodes(backbone.calls(), backbone.self(), proxy);
    rules =
        new RunningRules(
            config, backbone.vertx(), backbone.table("rules"), backbone.calls(), backbone.self());
    dashboard = new Dashboard(dashboardParts());
    for (int i = 0; i < loops; i++) {
      verticles.add(new GatewayVerticle(this));
    }
  }

  /** Starts a node. When the future fails, nothing is left running. */
  public static Future<GatewayNode> start(GatewayConfig config) {
    return start(config, List::of);
  }

  /**
   * Starts a node. When the future fails, nothing is left running.
   *
   * @param neighbours that the demo page offers, this node among them; asked with each of its loads
   */
  public static Future<GatewayNode> start(
      GatewayConfig config, Supplier<List<DemoPage.Node>> neighbours) {
    int loops =
        config.node().eventLoops() > 0
            ? config.node().eventLoops()
            : Math.min(Hub.MOST_LOOPS, Runtime.getRuntime().availableProcessors());
    Metrics metrics = new Metrics(version());
    VertxOptions options =
        metrics
            .vertx()
            .options(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
    NodeIdentity self = NodeIdentity.of(config.node().name(), version());
    return Backbone.raise(config, self, options, metrics.vertx().factory())
        .compose(
            backbone ->
                new GatewayNode(config, metrics, backbone, loops, neighbours)
                    .open()
                    .recover(
                        cause -> backbone.close().transform(closed -> Future.failedFuture(cause))))
        .onFailure(cause -> metrics.close());
  }

  /** Goes down in order, see {@link ShutdownSequence}. */
  public Future<Void> close() {
    readiness.drain();
    return new ShutdownSequence(rules, sessions, proxy, verticles, dashboard, backbone)
        .run()
        .onComplete(closed -> metrics.close());
  }

  /** Fails, with the reason, when the node can do its part no longer and has to end. */
  public Future<Void> broken() {
    return backbone
        .cluster()
        .map(Cluster::broken)
        .orElseGet(() -> Promise.<Void>promise().future());
  }

  /** Whether clients should be sent here. */
  public boolean isReady() {
    return readiness.isReady();
  }

  /** As operators call it. */
  public String name() {
    return config.node().name();
  }

  /** The port that clients reach. */
  public int publicPort() {
    return verticles.get(0).publicPort();
  }

  /** The port that backends and operators reach. */
  public int adminPort() {
    return verticles.get(0).adminPort();
  }

  /** What was built, as clients are told; "dev" outside of a jar. */
  public static String version() {
    return Optional.ofNullable(GatewayNode.class.getPackage().getImplementationVersion())
        .orElse("dev");
  }

  private Future<GatewayNode> open() {
    return backbone
        .broker()
        .start(new HubListener(hub))
        .compose(started -> backbone.presence().start(pubSub))
        .compose(started -> rules.start(new RulesInUse()))
        .compose(started -> deploy())
        .map(
            deployed -> {
              readiness.open();
              dashboard.start();
              return this;
            });
  }

  private Future<?> deploy() {
    List<Future<String>> deployed = new ArrayList<>();
    for (GatewayVerticle verticle : verticles) {
      deployed.add(backbone.vertx().deployVerticle(verticle, new DeploymentOptions()));
    }
    // Not all(): closing while another one still starts upsets Vert.x.
    return Future.join(deployed);
  }

  /** What it was started with. */
  public GatewayConfig config() {
    return config;
  }

  /** What probes are told. */
  Health health() {
    return new Health(readiness, pulses);
  }

  private Dashboard.Parts dashboardParts() {
    ListenersConfig.AdminListener admin = config.listeners().admin();
    return new Dashboard.Parts(
        backbone.vertx(),
        admin.dashboard(),
        backbone.self(),
        backbone.calls(),
        hub,
        pubSub,
        sessions,
        proxy,
        rules,
        tracer,
        config.broker().type().name().toLowerCase(Locale.ROOT),
        backbone.broker()::health,
        metrics::totals,
        () -> "http://" + NetworkAddress.reachable(admin.host()) + ":" + adminPort(),
        this::state);
  }

  private NodeState state() {
    Readiness.Verdict verdict = readiness.verdict();
    return new NodeState(verdict.state().name().toLowerCase(Locale.ROOT), verdict.reasons());
  }

  Dashboard dashboard() {
    return dashboard;
  }

  Backbone backbone() {
    return backbone;
  }

  List<DemoPage.Node> neighbours() {
    return neighbours.get();
  }

  /** What it counts. */
  public Metrics metrics() {
    return metrics;
  }

  /** Who watches what happens here. */
  Tracer tracer() {
    return tracer;
  }

  Chronicle chronicle() {
    return chronicle;
  }

  Hub hub() {
    return hub;
  }

  PubSub pubSub() {
    return pubSub;
  }

  Sessions sessions() {
    return sessions;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  Proxy proxy() {
    return proxy;
  }

  ApiHandler api() {
    return api;
  }

  /** Routes and pools that are in force, and which they are. */
  InForce rules() {
    return rules.inForce();
  }

  /** Adds what operators see and change of the proxy. */
  void addResources(RestApi admin) {
    new RulesResources(rules, proxyNodes).addTo(admin);
    new GenerationResources(rules, proxyNodes).addTo(admin);
  }

  /** Pools first, so that no route leads to one that is not there; what is not led to goes last. */
  private final class RulesInUse implements RulesListener {
    @Override
    public void check(PoolConfig pool) {
      Proxy.check(pool);
    }

    @Override
    public Future<Void> prepare(Rules wanted) {
      return proxy.prepare(wanted);
    }

    @Override
    public Future<Void> onRules(InForce wanted) {
      return Future.join(
              verticles.stream()
                  .map(verticle -> verticle.use(wanted.rules(), wanted.generation()))
                  .toList())
          .onSuccess(used -> proxy.retain(wanted.rules()))
          .mapEmpty();
    }
  }

  /** What the broker hears goes to the hub, which is behind when publishers are far ahead of it. */
  private record HubListener(Hub hub) implements BrokerListener {
    private static final long MOST_WAITING_BYTES =
        Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16);

    @Override
    public void onEvent(ChannelEvent event) {
      hub.deliver(event);
    }

    @Override
    public boolean hasRoom() {
      return hub.waitingBytes() < MOST_WAITING_BYTES;
    }
  }
}
