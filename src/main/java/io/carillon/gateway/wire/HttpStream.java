package io.carillon.gateway.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.function.Function;

/**
 * An answer to a request that has no end yet. Over HTTP/1 the channel is taken from Vert.x, as for
 * a WebSocket, so it costs as little and is bounded in the same way; the connection ends with the
 * answer. Over HTTP/2 it is a {@link StreamChannel} with the same bounds. What the client still
 * sends is dropped. Confined to the channel's loop.
 */
public final class HttpStream extends Outlet {
  private final boolean chunked;

  private HttpStream(Channel channel, WebSocketLimits limits, boolean chunked) {
    super(channel, limits);
    this.chunked = chunked;
  }

  /**
   * Whether the body of an answer goes in {@link Chunks}; that of HTTP/1.0, which many proxies
   * speak to those behind them, ends with the connection, that of HTTP/2 with its stream.
   */
  public static boolean isChunked(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_1_1;
  }

  /**
   * Begins the answer, with status 200 and the headers that the response has by now. On the loop,
   * after the whole request has been read; neither it nor its response may be touched afterwards.
   *
   * @param owner makes the one who writes, who may do so already; returns what is to be called when
   *     the socket is gone, whoever ended it, once
   */
  public static void open(
      HttpServerRequest request, WebSocketLimits limits, Function<HttpStream, Runnable> owner) {
    if (RequestConnection.isMultiplexed(request)) {
      StreamChannel channel = StreamChannel.begin(request);
      channel.config().setWriteBufferWaterMark(limits.waterMark());
      HttpStream stream = new HttpStream(channel, limits, false);
      channel.pipeline().addLast(new HttpStreamReader(stream, owner));
      channel.register();
      return;
    }
    boolean chunked = isChunked(request);
    Channel channel = ChannelTakeover.channel(request);
    channel.config().setWriteBufferWaterMark(limits.waterMark());
    HttpStream stream = new HttpStream(channel, limits, chunked);
    ChannelTakeover.take(request, head(request, chunked), new HttpStreamReader(stream, owner));
    channel.flush();
  }

  // No header can hold a line break: Netty refuses to set such a one.
  private static String head(HttpServerRequest request, boolean chunked) {
    StringBuilder head = new StringBuilder(320).append("HTTP/1.1 200 OK\r\n");
    request
        .response()
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append(chunked ? "Transfer-Encoding: chunked\r\n" : "");
    return head.append("Connection: close\r\n\r\n").toString();
  }

  @Override
  public int peerCloseCode() {
    return 0;
  }

  /** HTTP has no word for code and reason; who has one writes it before. */
  @Override
  void sendClose(int code, String reason) {
    writeLast(chunked ? Chunks.last() : Unpooled.EMPTY_BUFFER);
    whenWritten(this::end);
  }

  private void end() {
    if (channel() instanceof StreamChannel one) {
      one.end();
    } else {
      GentleClose.begin(channel());
    }
  }
}
