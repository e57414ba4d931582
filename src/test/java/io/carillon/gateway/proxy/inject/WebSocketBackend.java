package io.carillon.gateway.proxy.inject;

import static io.carillon.gateway.testkit.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket server that knows nothing of the gateway: may echo text, speaks permessage-deflate,
 * and says what a test tells it to.
 */
final class WebSocketBackend implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 50;

  /** To plain requests, by their URI. */
  final Map<String, String> answers = new ConcurrentHashMap<>();

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<ServerWebSocket> sockets = new LinkedBlockingQueue<>();
  private final boolean echo;
  private final HttpServer server;

  WebSocketBackend() {
    this(true);
  }

  /**
   * @param echo whether it answers by itself
   */
  WebSocketBackend(boolean echo) {
    this.echo = echo;
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setMaxWebSocketFrameSize(1 << 20))
            .requestHandler(
                request -> request.response().end(answers.getOrDefault(request.uri(), "")))
            .webSocketHandler(this::serve);
    await(server.listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  /** The server's end of the next client that came; fails at the deadline. */
  ServerWebSocket next() {
    try {
      ServerWebSocket socket = sockets.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (socket == null) {
        throw new AssertionError("no client came");
      }
      return socket;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** From now on {@link #next} tells of those who come. */
  void forget() {
    sockets.clear();
  }

  private void serve(ServerWebSocket socket) {
    socket.textMessageHandler(
        text -> {
          if (echo) {
            socket.writeTextMessage(text);
          }
        });
    sockets.add(socket);
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
