package io.carillon.gateway.node;

import io.carillon.gateway.api.ApiHandler;
import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.embedded.EmbeddedBroker;
import io.carillon.gateway.broker.embedded.EmbeddedPresence;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.pubsub.NodeInterest;
import io.carillon.gateway.pubsub.Policies;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.Recovery;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A node: one process's part of the gateway. Started once, closed once; callable from any thread.
 */
public final class GatewayNode {
  private final GatewayConfig config;
  private final Vertx vertx;
  private final Broker broker;
  private final Hub hub;
  private final PubSub pubSub;
  private final Sessions sessions = new Sessions();
  private final Authenticator authenticator;
  private final ApiHandler api;
  private final List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();
  private volatile boolean ready;

  private GatewayNode(GatewayConfig config) {
    this.config = config;
    int loops =
        config.node().eventLoops() > 0
            ? config.node().eventLoops()
            : Math.min(Hub.MOST_LOOPS, Runtime.getRuntime().availableProcessors());
    vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
    broker = new EmbeddedBroker(vertx, InstantSource.system());
    Policies policies = new Policies(config);
    NodeInterest interest = new NodeInterest(broker, policies);
    hub = new Hub(interest);
    // What comes at once, by recovery or publication, has to leave room in a client's queue.
    int half = config.sessions().maxQueuedBytes() / 2;
    Recovery recovery = new Recovery(Recovery.MOST_PUBLICATIONS, half);
    pubSub = new PubSub(hub, broker, new EmbeddedPresence(), interest, policies, recovery, half);
    authenticator = new Authenticator(config.auth());
    String uid = UUID.randomUUID().toString();
    api = new ApiHandler(pubSub, sessions, hub, uid, config.node().name(), version());
    for (int i = 0; i < loops; i++) {
      verticles.add(new GatewayVerticle(this));
    }
  }

  /** Starts a node. When the future fails, nothing is left running. */
  public static Future<GatewayNode> start(GatewayConfig config) {
    GatewayNode node = new GatewayNode(config);
    return node.open()
        .recover(cause -> node.vertx.close().transform(closed -> Future.failedFuture(cause)));
  }

  /** Goes down in order, see {@link ShutdownSequence}. */
  public Future<Void> close() {
    ready = false;
    return new ShutdownSequence(sessions, verticles, broker, vertx).run();
  }

  /** Whether clients should be sent here. */
  public boolean isReady() {
    return ready;
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
    return broker
        .start(hub::deliver)
        .compose(
            started -> {
              List<Future<String>> deployed = new ArrayList<>();
              for (GatewayVerticle verticle : verticles) {
                deployed.add(vertx.deployVerticle(verticle, new DeploymentOptions()));
              }
              // Not all(): closing while another one still starts upsets Vert.x.
              return Future.join(deployed);
            })
        .map(
            deployed -> {
              ready = true;
              return this;
            });
  }

  GatewayConfig config() {
    return config;
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

  ApiHandler api() {
    return api;
  }
}
