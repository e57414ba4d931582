package io.carillon.gateway.node;

import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.demo.DemoPage;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.metrics.Metrics;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A node: one process's part of the gateway. Started once, closed by whoever started it; callable
 * from any thread.
 */
public final class GatewayNode {
  private final NodeParts parts;

  /** Null until somebody closes it. Guarded by this. */
  private Future<Void> closed;

  private GatewayNode(NodeParts parts) {
    this.parts = parts;
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
    int loops = loops(config);
    Metrics metrics = new Metrics(version());
    VertxOptions options =
        metrics
            .vertx()
            .options(
                new VertxOptions()
                    .setEventLoopPoolSize(loops)
                    // Nothing is served from files, so that a node can start where nothing can be
                    // written.
                    .setFileSystemOptions(
                        new FileSystemOptions()
                            .setFileCachingEnabled(false)
                            .setClassPathResolvingEnabled(false)));
    NodeIdentity self = NodeIdentity.of(config.node().name(), version());
    return Transports.find(config.node().transport())
        .map(
            transport ->
                Vertx.builder()
                    .withMetrics(metrics.vertx().factory())
                    .withTransport(Transports.withDoor(transport)))
        .compose(builder -> Backbone.raise(config, self, options, builder))
        .compose(
            backbone ->
                made(config, metrics, backbone, neighbours)
                    .compose(parts -> new GatewayNode(parts).open(loops))
                    .recover(
                        cause -> backbone.close().transform(closed -> Future.failedFuture(cause))))
        .onFailure(cause -> metrics.close());
  }

  private static Future<NodeParts> made(
      GatewayConfig config,
      Metrics metrics,
      Backbone backbone,
      Supplier<List<DemoPage.Node>> neighbours) {
    // Bound to no loop, so that whoever waits hears of a failure after the loops have ended.
    return Future.succeededFuture()
        .compose(
            none ->
                backbone
                    .vertx()
                    .executeBlocking(() -> NodeParts.of(config, metrics, backbone, neighbours)));
  }

  /** How many event loops it serves on. */
  static int loops(GatewayConfig config) {
    return config.node().eventLoops() > 0
        ? config.node().eventLoops()
        : Math.min(Hub.MOST_LOOPS, Runtime.getRuntime().availableProcessors());
  }

  private Future<GatewayNode> open(int loops) {
    Backbone backbone = parts.backbone();
    parts.messaging().authenticator().start();
    return backbone
        .broker()
        .start(new HubListener(parts.messaging().hub()))
        .compose(started -> backbone.presence().start(parts.messaging().pubSub().attendance()))
        .compose(started -> parts.proxy().start())
        .compose(started -> parts.loops().deploy(backbone.vertx(), loops, parts))
        .map(
            deployed -> {
              parts.admission().edge().watch(backbone.vertx());
              parts.tls().watch(backbone.vertx(), parts.loops());
              parts.readiness().open();
              parts.dashboard().start();
              return this;
            })
        .onFailure(cause -> parts.dashboard().close());
  }

  /**
   * Parts with its clients in peace, see {@link Drain}: first it is not ready for a while, then
   * clients are asked to come back, one after the other. Goes on being up.
   *
   * @return done when nobody is left; never fails
   */
  public Future<Void> drain() {
    return parts.drain().run();
  }

  /** The same without being not ready for a while first. */
  public Future<Void> drainNow() {
    return parts.drain().closeNow();
  }

  /** The same, and all of them at once. */
  public Future<Void> drainAtOnce() {
    return parts.drain().hurry();
  }

  /**
   * Goes down in order, see {@link ShutdownSequence}; once, however often it is asked to. Whoever
   * is still there is asked to come back at once.
   *
   * @return done when it is down; never fails
   */
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed = new ShutdownSequence(parts).run().onComplete(down -> parts.metrics().close());
    }
    return closed;
  }

  /** Fails, with the reason, when the node can do its part no longer and has to end. */
  public Future<Void> broken() {
    return parts
        .backbone()
        .cluster()
        .map(Cluster::broken)
        .orElseGet(() -> Promise.<Void>promise().future());
  }

  /** Whether clients should be sent here. */
  public boolean isReady() {
    return parts.readiness().isReady();
  }

  /** As operators call it. */
  public String name() {
    return config().node().name();
  }

  /** What it was started with. */
  public GatewayConfig config() {
    return parts.config();
  }

  /** The port that clients reach in clear text; 0 when there is none. */
  public int publicPort() {
    return parts.loops().publicPort();
  }

  /** The port that clients reach by TLS; 0 when there is none. */
  public int publicTlsPort() {
    return parts.loops().publicTlsPort();
  }

  /** The port that backends and operators reach. */
  public int adminPort() {
    return parts.loops().adminPort();
  }

  /** What was built, as clients are told; "dev" outside of a jar. */
  public static String version() {
    return Optional.ofNullable(GatewayNode.class.getPackage().getImplementationVersion())
        .orElse("dev");
  }

  /** What it counts. */
  public Metrics metrics() {
    return parts.metrics();
  }

  /** Who watches what happens here. */
  Tracer tracer() {
    return parts.messaging().tracer();
  }

  Backbone backbone() {
    return parts.backbone();
  }

  Proxy proxy() {
    return parts.proxy().proxy();
  }
}
