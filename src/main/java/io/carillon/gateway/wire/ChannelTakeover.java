package io.carillon.gateway.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the Netty channel of a request away from Vert.x, which keeps some 15 kB per connection that
 * nobody needs after the handshake. The only class that knows how Vert.x lays out a pipeline,
 * beside {@link RequestConnection}.
 */
public final class ChannelTakeover {
  private ChannelTakeover() {}

  /** The Netty loop of an event-loop context. */
  public static EventLoop eventLoop(Context context) {
    return ((ContextInternal) context).nettyEventLoop();
  }

  /** The channel a request came on. On its loop. */
  static Channel channel(HttpServerRequest request) {
    return context(request).channel();
  }

  /**
   * Answers the request with {@code head} and leaves TLS and {@code own} in the pipeline, nothing
   * else. Bytes that came with the request, behind it, are the first that {@code own} reads: {@link
   * Handshake#check} refuses one behind which other requests were sought already. On the loop,
   * within the request handler; neither the request nor its response may be touched afterwards. The
   * server must not offer HTTP/2 in clear text: the handler that would upgrade to it is still at
   * work, and fails when it finds itself removed.
   *
   * @param head status line and header lines, complete; leaves with the first flush, before
   *     whatever {@code own} writes
   */
  static void take(HttpServerRequest request, String head, ChannelHandler... own) {
    Channel channel = channel(request);
    ChannelHandler decoder = strip(channel.pipeline());
    channel.write(Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII));
    handOver(channel, decoder, own);
  }

  /**
   * The same without an answer: the one who takes it answers in bytes, now or later.
   *
   * @return the channel, which reads
   */
  static Channel take(HttpServerRequest request, ChannelHandler... own) {
    Channel channel = channel(request);
    handOver(channel, strip(channel.pipeline()), own);
    return channel;
  }

  // Takes out all but TLS and the decoder, which is returned: with TLS it is not the first.
  private static ChannelHandler strip(ChannelPipeline pipeline) {
    List<ChannelHandler> foreign = new ArrayList<>();
    for (String name : pipeline.names()) {
      ChannelHandler handler = pipeline.get(name);
      if (handler != null && !(handler instanceof SslHandler)) {
        foreign.add(handler);
      }
    }
    ChannelHandler decoder = pipeline.get(HttpRequestDecoder.class);
    foreign.remove(decoder);
    // The decoder goes last: on its removal it hands on what it has not decoded.
    for (int i = foreign.size() - 1; i >= 0; i--) {
      pipeline.remove(foreign.get(i));
    }
    return decoder;
  }

  // Whatever the new handlers write as they are added follows what was written before.
  private static void handOver(Channel channel, ChannelHandler decoder, ChannelHandler... own) {
    channel.pipeline().addLast(own);
    channel.pipeline().remove(decoder);
    channel.config().setAutoRead(true);
  }

  private static ChannelHandlerContext context(HttpServerRequest request) {
    return ((HttpServerConnection) request.connection()).channelHandlerContext();
  }
}
