package io.carillon.gateway.node;

import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.api.DrainResource;
import io.carillon.gateway.api.RestApi;
import io.carillon.gateway.backend.Backends;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.metrics.ListenerFigures;
import io.carillon.gateway.proxy.ProxyLoop;
import io.carillon.gateway.proxy.rules.InForce;
import io.carillon.gateway.session.Compression;
import io.carillon.gateway.session.Heartbeat;
import io.carillon.gateway.session.LoopServices;
import io.carillon.gateway.session.Outboxes;
import io.carillon.gateway.session.SessionTable;
import io.carillon.gateway.wire.ChannelTakeover;
import io.carillon.gateway.wire.ConnectionGuard;
import io.carillon.gateway.wire.Deadlines;
import io.carillon.gateway.wire.Porter;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One event loop's share of the node: its shard, its sessions, and its part of both listening
 * sockets. What {@link #start} makes stays on this loop. Deployed by {@link Loops}.
 */
final class GatewayVerticle extends VerticleBase {
  private static final int ANY_ADMIN_PORT = -2;
  private static final Rules NO_RULES = new Rules(List.of(), Map.of());

  /** From the first byte of a head, or of a connection, to the end of the head. */
  private static final Duration HEAD_TIME = Duration.ofSeconds(30);

  private final NodeParts node;
  private final GatewayConfig config;
  private LoopServices services;
  private Outboxes outboxes;
  private Deadlines heads;
  private Deadlines proxyHeaders;
  private ProxyLoop proxy;

  /** Told of other rules from any thread, but for its work on the loop. */
  private volatile PublicListener listener;

  private Pulses.Pulse pulse;
  private ClientServers clientServers;
  private HttpServer adminServer;

  GatewayVerticle(NodeParts node) {
    this.node = node;
    this.config = node.config();
  }

  @Override
  public Future<?> start() {
    EventLoop loop = ChannelTakeover.eventLoop(context);
    HubShard shard = node.messaging().hub().open(loop, node.metrics().hub().open());
    Entrance entrance = node.admission().open(loop);
    services =
        new LoopServices(
            shard,
            node.messaging().pubSub(),
            node.messaging().authenticator(),
            new Backends(vertx, context, config.ask(), node.metrics().backends()),
            config.sessions(),
            entrance,
            new SessionTable(),
            new Heartbeat(loop, config.sessions()),
            node.metrics().connections(),
            new Compression(node.metrics().compression().open()),
            node.messaging().chronicle(),
            node.proxy().proxy()::addressOf,
            config.node().name(),
            GatewayNode.version());
    node.messaging().sessions().add(services);
    pulse = node.health().pulses().begin(loop);
    node.metrics().lag().watch(loop);
    outboxes = new Outboxes(services, node.metrics().outboxes().open());
    proxy = node.proxy().proxy().open(shard, entrance);
    ListenersConfig listeners = config.listeners();
    // First there is somebody to be told of rules, then those that are in force are read.
    listener = new PublicListener(routes(NO_RULES, 0), node.metrics().listener()::refused);
    InForce inForce = node.proxy().inForce();
    listener.use(routes(inForce.rules(), inForce.generation()));
    heads = new Deadlines(loop, HEAD_TIME);
    proxyHeaders = new Deadlines(loop, ProxyProtocol.PATIENCE);
    Porter porter = new Porter(loop, heads, listener::enter);
    clientServers = new ClientServers(vertx, node, porter, heads, proxyHeaders, listener);
    Router admin =
        AdminListener.router(
            vertx,
            listeners.admin(),
            node.messaging().api(),
            this::addResources,
            node.metrics(),
            node.health());
    node.dashboard().addTo(admin);
    HttpServerOptions adminOptions =
        ServerOptions.of(
            config, listeners.admin().host(), listeners.admin().port(), ANY_ADMIN_PORT);
    ConnectionGuard guard = ConnectionGuard.of(heads);
    node.tls()
        .operators()
        .ifPresent(
            tls ->
                DoorTransport.of(vertx)
                    .post(
                        loop,
                        (channel, others) -> channel.pipeline().addLast(guard.timeFrames(others)),
                        tls.secure(adminOptions)));
    adminServer =
        vertx
            .createHttpServer(adminOptions)
            .connectionHandler(connection -> guard.guard(connection, adminOptions))
            .requestHandler(admin);
    return clientServers
        .listen()
        .compose(
            listening -> listen(adminServer, "listeners.admin.port: " + listeners.admin().port()));
  }

  private void addResources(RestApi admin) {
    node.proxy().addResources(admin);
    new DrainResource(config.node().name(), node.drain()).addTo(admin);
  }

  static Future<HttpServer> listen(HttpServer server, String which) {
    return server
        .listen()
        .recover(
            cause ->
                Future.failedFuture(
                    new IllegalStateException(which + ": " + cause.getMessage(), cause)));
  }

  @Override
  public Future<?> stop() {
    services.heartbeat().stop();
    outboxes.stop();
    services.compression().close();
    heads.stop();
    proxyHeaders.stop();
    pulse.stop();
    return Future.succeededFuture();
  }

  /**
   * Takes no more connections; done when those there are have ended, or been ended at the deadline.
   */
  Future<Void> stopAccepting(Duration deadline) {
    return clientServers.shutDown(deadline);
  }

  /**
   * Ends those sooner that are still there after {@link #stopAccepting}; what Vert.x has ends with
   * Vert.x.
   */
  void closeBy(Duration deadline) {
    clientServers.closeBy(deadline);
  }

  /**
   * Goes by other rules; from any thread.
   *
   * @return done when the next request is answered by them
   */
  Future<Void> use(InForce wanted) {
    if (listener == null) {
      return Future.succeededFuture(); // it reads them when it starts
    }
    Promise<Void> used = Promise.promise();
    context.runOnContext(
        none -> {
          try {
            listener.use(routes(wanted.rules(), wanted.generation()));
            used.complete();
          } catch (RuntimeException bug) {
            used.fail(bug); // else no rule would ever change again
          }
        });
    return used.future();
  }

  /** Has those who come from now on, to any loop, see the certificates that there are now. */
  Future<?> showCertificates() {
    Future<?> shown = clientServers.showCertificates();
    return node.tls()
        .operators()
        .<Future<?>>map(
            tls -> Future.join(shown, adminServer.updateSSLOptions(tls.options(), true)))
        .orElse(shown);
  }

  /** 0 when there is none in clear text. */
  int publicPort() {
    return clientServers.port();
  }

  /** 0 when there is none. */
  int publicTlsPort() {
    return clientServers.tlsPort();
  }

  int adminPort() {
    return adminServer.actualPort();
  }

  private RouteTable<Handler<HttpServerRequest>> routes(Rules rules, int generation) {
    Endpoints own = new Endpoints(node, services, this::adminPort);
    Runnable refused =
        () -> node.metrics().listener().refused(ListenerFigures.Refusal.NO_CERTIFICATE);
    return new RouteTable<>(
        rules.routes(),
        route -> {
          Handler<HttpServerRequest> endpoint =
              route.action() instanceof RouteConfig.Serve serve
                  ? PublicListener.withQuery(own.of(route, serve))
                  : proxy.endpoint(route, generation);
          return route.clientCertificate() ? new CertificateDemand(endpoint, refused) : endpoint;
        });
  }
}
