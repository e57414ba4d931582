package io.carillon.gateway.node;

import io.carillon.gateway.testkit.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A backend that says what it was asked: each request is answered with its URI and the length of
 * its body, one whose path ends in {@code held} only when the test says so. WebSockets echo.
 */
final class HoldingBackend implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 50;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  HoldingBackend() {
    server =
        vertx
            .createHttpServer()
            .webSocketHandshakeHandler(
                handshake -> {
                  asked.add(handshake.uri());
                  handshake.accept();
                })
            .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
            .requestHandler(this::handle);
    try {
      server.listen(0, "127.0.0.1").await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  private void handle(HttpServerRequest request) {
    String field = request.getHeader("X");
    asked.add(request.uri() + (field == null ? "" : " X=" + field));
    if (request.path().endsWith("held")) {
      held.add(request);
    } else {
      request.body().onSuccess(body -> answer(request, body.length()));
    }
  }

  private static void answer(HttpServerRequest request, int length) {
    request.response().end(request.uri() + " " + length + "\n");
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** URIs so far, each with the field X if there is one. */
  List<String> asked() {
    return asked;
  }

  /** Waits until so many requests are held. */
  void awaitHeld(int count) {
    Await.until(() -> held.size() == count, () -> "held: " + held.size());
  }

  /** Answers what is held. */
  void release() {
    for (HttpServerRequest one = held.poll(); one != null; one = held.poll()) {
      answer(one, 0);
    }
  }

  /** Forgets all there was. */
  void forget() {
    release();
    asked.clear();
  }

  @Override
  public void close() {
    try {
      vertx.close().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }
}
