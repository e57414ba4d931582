package io.carillon.gateway.proxy.inject;

import static io.carillon.gateway.testkit.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client that speaks permessage-deflate and tells fragments from messages. */
final class FrameClient implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 50;

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

  /** Kept, since one that nobody holds is closed when memory is collected. */
  private final WebSocketClient client;

  private final WebSocket socket;

  FrameClient(int port, String path) {
    WebSocketClientOptions options =
        new WebSocketClientOptions().setTryUsePerMessageCompression(true).setMaxFrameSize(1 << 20);
    WebSocketConnectOptions where =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(path);
    client = vertx.createWebSocketClient(options);
    socket = await(client.connect(where).onSuccess(opened -> opened.frameHandler(this::take)));
  }

  private void take(WebSocketFrame frame) {
    if (frame.isText() || frame.isContinuation()) {
      frames.add(frame.textData() + (frame.isFinal() ? "" : "…"));
    }
  }

  String extensions() {
    return socket.headers().get("sec-websocket-extensions");
  }

  void send(String text) {
    await(socket.writeTextMessage(text));
  }

  /** The text of the next frame, with … behind it when the message goes on. */
  String next() {
    try {
      String frame = frames.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame came");
      }
      return frame;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** So many of them. */
  List<String> next(int count) {
    return Stream.generate(this::next).limit(count).toList();
  }

  @Override
  public void close() {
    await(client.close().compose(closed -> vertx.close()));
  }
}
