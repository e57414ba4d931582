package io.carillon.gateway.metrics;

import io.carillon.gateway.hub.Hub;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/**
 * All figures of a node: made before all else, handed to whoever counts, closed last. From any
 * thread.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      Machine.lint(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  private final HubFigures hub = new HubFigures(registry);
  private final ConnectionFigures connections =
      new ConnectionFigures(registry.getPrometheusRegistry());
  private final BrokerFigures broker = new BrokerFigures(registry.getPrometheusRegistry());
  private final ClusterFigures cluster = new ClusterFigures(registry.getPrometheusRegistry());
  private final TargetFigures targets = new TargetFigures(registry.getPrometheusRegistry());
  private final RouteFigures routes =
      new RouteFigures(registry.getPrometheusRegistry(), connections);
  private final ListenerFigures listener = new ListenerFigures(registry.getPrometheusRegistry());
  private final TlsFigures tls = new TlsFigures(registry.getPrometheusRegistry());
  private final AdmissionFigures admission = new AdmissionFigures(registry.getPrometheusRegistry());
  private final RulesFigures rules = new RulesFigures(registry.getPrometheusRegistry());
  private final OutboxFigures outboxes = new OutboxFigures(registry);
  private final CompressionFigures compression = new CompressionFigures(registry);
  private final PubSubFigures pubSub = new PubSubFigures(registry);
  private final ApiFigures api = new ApiFigures(registry);
  private final TokenFigures tokens = new TokenFigures(registry);
  private final BackendFigures backends = new BackendFigures(registry);
  private final LoopLag lag = new LoopLag(registry);
  private final VertxFigures vertx = new VertxFigures(registry);
  private final Machine machine = new Machine(registry);

  private volatile Scrape scrape;

  /**
   * Nothing is counted yet.
   *
   * @param version of the gateway
   */
  public Metrics(String version) {
    Gauge.builder("carillon.build.info", () -> 1)
        .description("Which gateway this is, on which Java")
        .tags("version", version, "java", Runtime.version().toString())
        .register(registry);
  }

  /** Begins with the percentiles of each second, until Vert.x is closed. */
  public void start(Vertx vertx, Hub listeners, BooleanSupplier ready, BooleanSupplier draining) {
    hub.watch(listeners);
    Gauge.builder("carillon.ready", () -> ready.getAsBoolean() ? 1 : 0)
        .description("1 when clients should be sent to this node")
        .register(registry);
    Gauge.builder("carillon.draining", () -> draining.getAsBoolean() ? 1 : 0)
        .description(
            "1 when this node parts with its clients: carillon_connections tells who is left")
        .register(registry);
    scrape = new Scrape(registry, vertx);
    vertx.setPeriodic(1_000, timer -> tick());
  }

  /** What is scraped. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  public HubFigures hub() {
    return hub;
  }

  public ConnectionFigures connections() {
    return connections;
  }

  public OutboxFigures outboxes() {
    return outboxes;
  }

  public CompressionFigures compression() {
    return compression;
  }

  public PubSubFigures pubSub() {
    return pubSub;
  }

  public BrokerFigures broker() {
    return broker;
  }

  public ClusterFigures cluster() {
    return cluster;
  }

  public TargetFigures targets() {
    return targets;
  }

  public RouteFigures routes() {
    return routes;
  }

  public ListenerFigures listener() {
    return listener;
  }

  public TlsFigures tls() {
    return tls;
  }

  public AdmissionFigures admission() {
    return admission;
  }

  public RulesFigures rules() {
    return rules;
  }

  public VertxFigures vertx() {
    return vertx;
  }

  public ApiFigures api() {
    return api;
  }

  public TokenFigures tokens() {
    return tokens;
  }

  public BackendFigures backends() {
    return backends;
  }

  public LoopLag lag() {
    return lag;
  }

  /** How all of it is read; once it has begun. */
  public Scrape scrape() {
    return scrape;
  }

  /** What the dashboard shows of this moment and the last second. Cheap. */
  public Totals totals() {
    return new Totals(
        connections.open() - connections.open(ConnectionFigures.LINK),
        connections.open(ConnectionFigures.LINK),
        connections.opened(),
        connections.closed(),
        pubSub.publications(),
        pubSub.publicationBytes(),
        hub.deliveries(),
        hub.deliveryBytes(),
        hub.subscriptions(),
        hub.channels(),
        connections.slow(),
        broker.lost(),
        broker.repaired(),
        broker.broken(),
        pubSub.recoveries(),
        hub.reached().lastSecond(),
        pubSub.acknowledged().lastSecond(),
        lag.timings().lastSecond(),
        machine.heapUsed(),
        machine.heapMax(),
        machine.directBytes());
  }

  @Override
  public void close() {
    machine.close();
    registry.close();
  }

  private void tick() {
    hub.reached().tick();
    pubSub.acknowledged().tick();
    lag.timings().tick();
  }
}
