package io.carillon.gateway.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Backends that know nothing of a gateway: each echoes texts over WebSockets and answers requests,
 * its name before everything.
 */
public final class EchoServers implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 50;

  private final Vertx vertx = Vertx.vertx();

  /** Starts one more; returns its URL. */
  public String start(String name) {
    HttpServer server =
        vertx
            .createHttpServer()
            .webSocketHandler(
                socket ->
                    socket.textMessageHandler(text -> socket.writeTextMessage(name + " " + text)))
            .requestHandler(request -> request.response().end(name + " " + request.uri()));
    try {
      server.listen(0, "127.0.0.1").await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
    return "http://127.0.0.1:" + server.actualPort();
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
