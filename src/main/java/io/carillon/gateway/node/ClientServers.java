package io.carillon.gateway.node;

import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.metrics.ListenerFigures.Refusal;
import io.carillon.gateway.wire.ConnectionGuard;
import io.carillon.gateway.wire.Deadlines;
import io.carillon.gateway.wire.Porter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * One loop's part of the sockets that clients reach: one in clear text, unless that is off, and one
 * of TLS if there is a certificate. Made by its verticle; confined to the loop.
 */
final class ClientServers {
  private static final int ANY_PORT = -1;
  private static final int ANY_TLS_PORT = -3;

  private final NodeParts node;
  private final ListenersConfig.PublicListener config;
  private final Porter porter;
  private final ConnectionGuard guard;
  private final Deadlines proxyHeaders;
  private final Optional<HttpServer> clear;
  private final Optional<HttpServer> secure;

  /**
   * @param porter receives connections in clear text
   * @param heads the time of a head
   * @param proxyHeaders the time of a header of the PROXY protocol
   */
  ClientServers(
      Vertx vertx,
      NodeParts node,
      Porter porter,
      Deadlines heads,
      Deadlines proxyHeaders,
      PublicListener listener) {
    this.node = node;
    this.config = node.config().listeners().publicListener();
    this.porter = porter;
    this.guard =
        new ConnectionGuard(
            heads,
            () -> refused(Refusal.LATE_HEAD),
            () -> refused(Refusal.MALFORMED),
            node.readiness()::isDraining);
    this.proxyHeaders = proxyHeaders;
    this.clear =
        config.port().stream()
            .mapToObj(port -> clear(vertx, options(port, ANY_PORT)))
            .findAny()
            .map(server -> server.requestHandler(listener).invalidRequestHandler(listener::refuse));
    this.secure =
        node.tls()
            .clients()
            .map(tls -> secure(vertx, tls.secure(options(config.tls().get().port(), ANY_TLS_PORT))))
            .map(server -> server.requestHandler(listener).invalidRequestHandler(listener::refuse));
  }

  private HttpServer clear(Vertx vertx, HttpServerOptions options) {
    HttpServer server = vertx.createHttpServer(options).connectionHandler(guard(options));
    DoorTransport.of(vertx).guard(threshold(), options);
    if (!config.proxyProtocol()) {
      DoorTransport.of(vertx).post(porter, options);
      return server;
    }
    return ProxyProtocol.guard(
        server, config.trustedProxies(), proxyHeaders, guard(options), this::refused);
  }

  private HttpServer secure(Vertx vertx, HttpServerOptions options) {
    DoorTransport.of(vertx).guard(threshold(), options);
    BiConsumer<Channel, ChannelHandler> entry =
        config.proxyProtocol()
            ? ProxyProtocol.guard(config.trustedProxies(), proxyHeaders, this::refused)
            : (channel, others) -> channel.pipeline().addLast(others);
    if (config.tls().get().http2()) {
      DoorTransport.of(vertx)
          .post(
              porter.loop(),
              (channel, others) -> entry.accept(channel, guard.timeFrames(others)),
              options);
    } else if (config.proxyProtocol()) {
      DoorTransport.of(vertx).post(porter.loop(), entry, options);
    }
    return vertx
        .createHttpServer(options)
        .connectionHandler(guard(options))
        .exceptionHandler(failure -> refused(Refusal.TLS));
  }

  private Threshold threshold() {
    return new Threshold(node.admission().edge(), () -> refused(Refusal.NO_DESCRIPTOR));
  }

  private HttpServerOptions options(int port, int anyPort) {
    return ServerOptions.of(node.config(), config.host(), port, anyPort);
  }

  private Handler<HttpConnection> guard(HttpServerOptions options) {
    return connection -> guard.guard(connection, options);
  }

  private void refused(Refusal why) {
    node.metrics().listener().refused(why);
  }

  /** Fails, with the key of the port, when one of them cannot be had. */
  Future<?> listen() {
    return listen(clear, () -> "listeners.public.port: " + config.port().getAsInt())
        .compose(
            begun ->
                listen(secure, () -> "listeners.public.tls.port: " + config.tls().get().port()));
  }

  private static Future<?> listen(Optional<HttpServer> server, Supplier<String> which) {
    return server.isPresent()
        ? GatewayVerticle.listen(server.get(), which.get())
        : Future.succeededFuture();
  }

  /**
   * Takes no more connections; done when those there are have ended, or been ended at the deadline.
   */
  Future<Void> shutDown(Duration deadline) {
    // The listening sockets first, so that nobody comes behind the porter's back.
    return Future.join(
            shutDown(clear, deadline), shutDown(secure, deadline), porter.shutDown(deadline))
        .mapEmpty();
  }

  private static Future<Void> shutDown(Optional<HttpServer> server, Duration deadline) {
    return server
        .map(one -> one.shutdown(deadline.toMillis(), TimeUnit.MILLISECONDS))
        .orElse(Future.succeededFuture());
  }

  /**
   * Ends those sooner that are still there after {@link #shutDown}; what Vert.x has ends with it.
   */
  void closeBy(Duration deadline) {
    porter.shutDown(deadline);
  }

  /** Has those who come from now on, to any loop, see the certificates that there are now. */
  Future<?> showCertificates() {
    return secure.isPresent()
        ? secure.get().updateSSLOptions(node.tls().clients().get().options(), true)
        : Future.succeededFuture();
  }

  /** 0 when there is none in clear text. */
  int port() {
    return clear.map(HttpServer::actualPort).orElse(0);
  }

  /** 0 when there is none of TLS. */
  int tlsPort() {
    return secure.map(HttpServer::actualPort).orElse(0);
  }
}
