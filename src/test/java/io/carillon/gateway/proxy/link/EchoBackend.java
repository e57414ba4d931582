package io.carillon.gateway.proxy.link;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A WebSocket server as people run them: echoes each frame, speaks permessage-deflate and the
 * sub-protocol {@code chat}.
 */
final class EchoBackend implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 50;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  EchoBackend() {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setWebSocketSubProtocols(List.of("chat"))
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setMaxWebSocketFrameSize(2 << 20)
                    .setMaxWebSocketMessageSize(4 << 20))
            .webSocketHandler(EchoBackend::serve);
    try {
      server.listen(0, "127.0.0.1").await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  int port() {
    return server.actualPort();
  }

  private static void serve(ServerWebSocket socket) {
    socket.frameHandler(frame -> echo(socket, frame));
  }

  private static void echo(ServerWebSocket socket, WebSocketFrame frame) {
    // Writing a frame uses it up.
    String text = frame.isText() && frame.isFinal() ? frame.textData() : "";
    if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
      socket.writeFrame(frame);
    }
    if (text.startsWith("close ")) {
      socket.close((short) Integer.parseInt(text.substring(6)), "as you wish");
    }
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
