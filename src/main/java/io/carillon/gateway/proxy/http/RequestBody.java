package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.wire.RequestTrailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;

/**
 * The body of a request on its way to the target: read no faster than the target takes it, in
 * pieces as they come, and the fields behind it. Confined to the loop of both connections.
 */
final class RequestBody {
  private static final byte[] CRLF = {'\r', '\n'};

  private final HttpServerRequest request;
  private final ProxyRequest proxied;
  private final EventLoop loop;
  private final boolean chunked;
  private final boolean expected;

  /** Null when none can follow. */
  private final RequestTrailers trailers;

  private TargetConnection connection;
  private Runnable onProgress;
  private boolean complete;
  private boolean allowed;
  private boolean flushing;
  private long bytes;

  /** Within the request handler; nothing is read until {@link #sendTo}. */
  RequestBody(HttpServerRequest request, ProxyRequest proxied, EventLoop loop) {
    this.request = request;
    this.proxied = proxied;
    this.loop = loop;
    String length = request.getHeader("Content-Length");
    this.chunked = request.headers().contains("Transfer-Encoding");
    this.expected = chunked || (length != null && Long.parseLong(length.trim()) > 0);
    this.trailers = chunked ? RequestTrailers.of(request) : null;
    this.complete = !expected;
    this.allowed = !request.headers().contains("Expect");
    request.pause();
  }

  /** Whether the request has none. */
  boolean isNone() {
    return !expected;
  }

  /** Whether all of it has come from the client; also when there is none. */
  boolean isComplete() {
    return complete;
  }

  /** Whether it is the client that has to go on. */
  boolean isAwaited() {
    boolean begun = allowed || bytes > 0;
    return begun && !complete && connection != null && connection.isWritable();
  }

  /** Whether the client waits with it until it is told to go on. */
  boolean isKeptBack() {
    return !allowed && !complete && bytes == 0;
  }

  /**
   * The target has said that the client may go on.
   *
   * @return whether it waited for that
   */
  boolean allow() {
    boolean waited = !allowed;
    allowed = true;
    return waited;
  }

  /** Bytes that came, without framing. */
  long bytes() {
    return bytes;
  }

  /**
   * Reads, and passes on.
   *
   * @param progress called for each piece
   */
  void sendTo(TargetConnection target, Runnable progress) {
    connection = target;
    onProgress = progress;
    if (expected) {
      request.handler(this::onPiece);
      request.endHandler(end -> onEnd());
    }
    read();
  }

  /** The target takes more. */
  void resume() {
    if (connection != null && !complete) {
      onProgress.run();
      read();
    }
  }

  /** Reads whatever still comes, for nobody. */
  void discard() {
    connection = null;
    read();
  }

  // Over HTTP/2 one that has ended may not be touched.
  private void read() {
    if (!request.isEnded()) {
      request.resume();
    }
  }

  private void onPiece(Buffer piece) {
    // An empty piece carries trailers; as a chunk it would be the last.
    if (connection == null || piece.length() == 0) {
      return;
    }
    bytes += piece.length();
    onProgress.run();
    ByteBuf content = ((BufferInternal) piece).getByteBuf();
    if (chunked) {
      String size = Integer.toHexString(content.readableBytes()) + "\r\n";
      connection.write(Unpooled.copiedBuffer(size, StandardCharsets.US_ASCII));
      connection.write(content);
      connection.write(Unpooled.wrappedBuffer(CRLF));
    } else {
      connection.write(content);
    }
    if (connection.isWritable()) {
      flushSoon();
    } else {
      connection.flush();
      if (!connection.isWritable() && !request.isEnded()) {
        request.pause();
      }
    }
  }

  private void onEnd() {
    complete = true;
    if (connection != null) {
      onProgress.run();
      if (chunked) {
        connection.write(lastChunk());
      }
      flushSoon();
    }
  }

  private ByteBuf lastChunk() {
    ByteBuf last = Unpooled.buffer(64);
    ByteBufUtil.writeAscii(last, "0\r\n");
    Trailers.write(trailers.fields(), proxied, last);
    return last.writeBytes(CRLF);
  }

  // One system call for all pieces of one read.
  private void flushSoon() {
    if (!flushing) {
      flushing = true;
      loop.execute(
          () -> {
            flushing = false;
            if (connection != null) {
              connection.flush();
            }
          });
    }
  }
}
