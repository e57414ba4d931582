package io.carillon.gateway.node;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.demo.DemoPage;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.session.CentrifugeEndpoint;
import io.carillon.gateway.session.Heartbeat;
import io.carillon.gateway.session.LoopServices;
import io.carillon.gateway.session.SessionTable;
import io.carillon.gateway.session.SubscribeEndpoint;
import io.carillon.gateway.wire.ChannelTakeover;
import io.carillon.gateway.wire.OriginPolicy;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;

/**
 * One event loop's share of the node: its shard, its sessions, and its part of both listening
 * sockets. What {@link #start} makes stays on this loop. Deployed and undeployed by {@link
 * GatewayNode}.
 */
final class GatewayVerticle extends VerticleBase {
  private static final int ANY_PORT = -1;
  private static final int MAX_HEADER_BYTES = 32 * 1024;
  private static final int ACCEPT_BACKLOG = 4_096;

  private final GatewayNode node;
  private final GatewayConfig config;
  private LoopServices services;
  private HttpServer publicServer;
  private HttpServer adminServer;

  GatewayVerticle(GatewayNode node) {
    this.node = node;
    this.config = node.config();
  }

  @Override
  public Future<?> start() {
    EventLoop loop = ChannelTakeover.eventLoop(context);
    HubShard shard = node.hub().open(loop);
    services =
        new LoopServices(
            shard,
            node.pubSub(),
            node.authenticator(),
            config.sessions(),
            new SessionTable(),
            new Heartbeat(loop, config.sessions()),
            config.node().name(),
            GatewayNode.version());
    node.sessions().add(services);
    ListenersConfig listeners = config.listeners();
    publicServer =
        server(listeners.publicListener().host(), listeners.publicListener().port(), ANY_PORT)
            .requestHandler(new PublicListener(routes()));
    adminServer =
        server(listeners.admin().host(), listeners.admin().port(), ANY_PORT - 1)
            .requestHandler(
                AdminListener.router(vertx, listeners.admin(), node.api(), node::isReady));
    return listen(publicServer, "listeners.public.port: " + listeners.publicListener().port())
        .compose(
            listening -> listen(adminServer, "listeners.admin.port: " + listeners.admin().port()));
  }

  private static Future<HttpServer> listen(HttpServer server, String which) {
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
    return Future.succeededFuture();
  }

  /**
   * Takes no more connections; done when those there are have ended, or been ended at the deadline.
   */
  Future<Void> stopAccepting(Duration deadline) {
    return publicServer.shutdown(deadline.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }

  int publicPort() {
    return publicServer.actualPort();
  }

  int adminPort() {
    return adminServer.actualPort();
  }

  // All loops of the node share a random port if they name the same negative one.
  private HttpServer server(String host, int port, int anyPort) {
    Duration idle = Duration.ofSeconds(60);
    Duration twoPings = config.sessions().pingInterval().multipliedBy(2);
    return vertx.createHttpServer(
        new HttpServerOptions()
            .setHost(host)
            .setPort(port == 0 ? anyPort : port)
            .setAcceptBacklog(ACCEPT_BACKLOG)
            .setHttp2ClearTextEnabled(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_HEADER_BYTES)
            .setIdleTimeout((int) Math.max(idle.toSeconds(), twoPings.toSeconds())));
  }

  private RouteTable<Handler<HttpServerRequest>> routes() {
    OriginPolicy origins = new OriginPolicy(config.listeners().publicListener().allowedOrigins());
    return new RouteTable<>(config.routes(), route -> endpoint(route, origins));
  }

  private Handler<HttpServerRequest> endpoint(RouteConfig route, OriginPolicy origins) {
    List<Channel> channels = route.channels().stream().distinct().map(Channel::new).toList();
    return switch (route.serve()) {
      case CENTRIFUGE -> new CentrifugeEndpoint(services, origins, channels);
      case SUBSCRIBE -> new SubscribeEndpoint(services, origins, channels, route.publish());
      case DEMO -> new DemoPage(route.path(), this::demoSettings);
    };
  }

  private DemoPage.Settings demoSettings() {
    ListenersConfig.AdminListener admin = config.listeners().admin();
    String webSocket =
        config.routes().stream()
            .filter(route -> route.serve() == RouteConfig.Endpoint.CENTRIFUGE)
            .map(RouteConfig::path)
            .findFirst()
            .orElse("/connection/websocket");
    String api = "http://" + NetworkAddress.reachable(admin.host()) + ":" + adminPort() + "/api";
    return new DemoPage.Settings(api, admin.apiKey().isPresent(), webSocket, node.neighbours());
  }
}
