package io.carillon.gateway.node;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A target that speaks HTTP/1.1 and does what the path says. */
final class Http2Backend implements AutoCloseable {
  private static final int PIECE = 64 * 1024;
  static final int LARGE = 300 * PIECE;
  static final int MEDIUM = 20 * PIECE;

  final Queue<String> seen = new ConcurrentLinkedQueue<>();
  final AtomicLong sent = new AtomicLong();
  final AtomicInteger gone = new AtomicInteger();

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server =
      vertx
          .createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
          .requestHandler(this::handle)
          .exceptionHandler(broken -> {});

  private final ServerSocket deaf;

  Http2Backend() {
    try {
      deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      server.listen(0, "127.0.0.1").await(50, TimeUnit.SECONDS);
    } catch (IOException | TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  /** Of one that takes connections and reads nothing. */
  String deaf() {
    return "http://127.0.0.1:" + deaf.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    seen.add(request.method() + " " + request.uri());
    String path = request.path();
    switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "echo" -> request.response().setChunked(true);
      case "large" -> {
        request.response().setChunked(true);
        pour(request, LARGE);
        return;
      }
      case "medium" -> {
        request.response().end(Buffer.buffer(new byte[MEDIUM]));
        return;
      }
      case "silent" -> {
        request.connection().closeHandler(closed -> gone.incrementAndGet());
        return;
      }
      case "broken" -> {
        request.response().setChunked(true).write("half");
        vertx.setTimer(20, later -> request.connection().close());
        return;
      }
      case "trailers" -> {
        request.response().setChunked(true).putHeader("Trailer", "x-sum").putTrailer("x-sum", "7");
        request.response().putHeader("Keep-Alive", "timeout=9").end("body");
        return;
      }
      case "hints" -> {
        request
            .response()
            .writeEarlyHints(MultiMap.caseInsensitiveMultiMap().add("Link", "</a.css>"));
        request.response().end("styled");
        return;
      }
      case "head" -> {
        request.response().end(head(request));
        return;
      }
      default -> {
        request.response().end(request.method() + " " + request.uri());
        return;
      }
    }
    request.pipeTo(request.response());
  }

  private static String head(HttpServerRequest request) {
    StringBuilder head = new StringBuilder();
    request
        .headers()
        .forEach((name, value) -> head.append(name).append('=').append(value).append('\n'));
    return head.toString();
  }

  private void pour(HttpServerRequest request, int left) {
    int rest = left;
    while (rest > 0 && !request.response().writeQueueFull()) {
      request.response().write(Buffer.buffer(new byte[PIECE]));
      sent.addAndGet(PIECE);
      rest -= PIECE;
    }
    int more = rest;
    if (rest > 0) {
      request.response().drainHandler(drained -> pour(request, more));
    } else {
      request.response().end();
    }
  }

  @Override
  public void close() {
    try {
      deaf.close();
      vertx.close().await(50, TimeUnit.SECONDS);
    } catch (IOException | TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }
}
