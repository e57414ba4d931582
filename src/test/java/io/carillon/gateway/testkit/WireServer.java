package io.carillon.gateway.testkit;

import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.WebSocketConnection;
import io.carillon.gateway.wire.WebSocketLimits;
import io.carillon.gateway.wire.WebSocketListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The WebSocket layer alone, on a free loopback port: no sessions, no channels. */
public final class WireServer implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 50;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  private WireServer(
      WebSocketLimits limits, Function<WebSocketConnection, WebSocketListener> owner) {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(request -> handle(request, limits, owner));
    await(server.listen(0, "127.0.0.1"));
  }

  /** Starts a server whose every WebSocket is given to an owner. */
  public static WireServer start(
      WebSocketLimits limits, Function<WebSocketConnection, WebSocketListener> owner) {
    return new WireServer(limits, owner);
  }

  public int port() {
    return server.actualPort();
  }

  private static void handle(
      HttpServerRequest request,
      WebSocketLimits limits,
      Function<WebSocketConnection, WebSocketListener> owner) {
    Handshake.check(request)
        .ifPresentOrElse(
            refusal -> refusal.answer(request),
            () -> WebSocketConnection.accept(request, null, limits, owner));
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static void await(Future<?> future) {
    try {
      future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }
}
