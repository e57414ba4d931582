package io.carillon.gateway.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.function.Consumer;

/**
 * What Vert.x cannot be asked to do with the connection of a request: over HTTP/2 with the stream
 * of it, so that others on the same connection go on. Stateless; to be called on the loop of the
 * request, before its response has ended unless it says otherwise.
 */
public final class RequestConnection {
  static final String TURNSTILE = "turnstile";
  static final String VERTX = "handler";
  private static final AttributeKey<Boolean> WATCHED = AttributeKey.valueOf("carillon.watched");

  /** There when a PROXY header says that its client speaks TLS with whoever sent it. */
  static final AttributeKey<Boolean> TOLD_SECURE = AttributeKey.valueOf("carillon.secure");

  private RequestConnection() {}

  /**
   * Has a new connection begin with a header of the PROXY protocol: closes it without an answer
   * when that does not come in time, or when what comes is none. The codec has to be there; of
   * servers with TLS, see {@link #expectProxyHeader(Channel, ChannelHandler, Deadlines, Consumer)}.
   *
   * @param headers the time of a header, from the beginning of the connection
   * @param refused told, once, of a connection that is closed for what came, or lost before
   */
  public static void expectProxyHeader(
      HttpConnection connection, Deadlines headers, Consumer<Throwable> refused) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    pipeline.addFirst(new HAProxyMessageDecoder(), new ProxyHeader(headers, refused, () -> {}));
  }

  /**
   * The same of a connection on which nothing reads yet.
   *
   * @param others makes the pipeline of what comes behind the header
   */
  public static void expectProxyHeader(
      Channel channel, ChannelHandler others, Deadlines headers, Consumer<Throwable> refused) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(
        new HAProxyMessageDecoder(),
        new ProxyHeader(headers, refused, () -> pipeline.addLast(others)));
  }

  /**
   * Whether the request had to wait for another on its connection: what came behind it was taken
   * for requests meanwhile, whatever it is.
   */
  static boolean hasWaited(HttpServerRequest request) {
    return request.connection() instanceof HttpServerConnection connection
        && connection.channelHandlerContext().pipeline().get(TURNSTILE)
            instanceof Turnstile turnstile
        && !turnstile.isPassing();
  }

  /** Whether a header of the PROXY protocol said that the client speaks TLS. On the loop. */
  static boolean isToldSecure(HttpServerRequest request) {
    return request.connection() instanceof HttpServerConnection connection
        && connection.channelHandlerContext().channel().hasAttr(TOLD_SECURE);
  }

  // Of a connection that is not guarded, it is added; of one that is closed, it is of no effect.
  private static Turnstile turnstile(HttpServerRequest request) {
    ChannelPipeline pipeline = ChannelTakeover.channel(request).pipeline();
    if (pipeline.get(TURNSTILE) instanceof Turnstile turnstile) {
      return turnstile;
    }
    Turnstile added = Turnstile.amidRequest();
    if (pipeline.get(VERTX) != null) {
      pipeline.addBefore(VERTX, TURNSTILE, added);
    }
    return added;
  }

  /**
   * Keeps the connection open although nothing goes over it, until {@link #endPatience}: whoever
   * answers has a time-out of its own. The next request on it may begin before that.
   */
  public static void bePatient(HttpServerRequest request) {
    if (isMultiplexed(request)) {
      Multiplexed.with(request, streams -> streams.bePatient(request));
    } else {
      turnstile(request).bePatient();
    }
  }

  /** The connection is closed when it is idle for long, again. At any time. */
  public static void endPatience(HttpServerRequest request) {
    if (isMultiplexed(request)) {
      Multiplexed.with(request, streams -> streams.endPatience(request));
    } else {
      turnstile(request).endPatience();
    }
  }

  /**
   * Breaks the connection, or the stream, so that nobody takes a piece of an answer for a whole
   * one. At any time.
   */
  public static void reset(HttpServerRequest request) {
    if (isMultiplexed(request)) {
      Multiplexed.with(request, streams -> streams.reset(request));
      return;
    }
    Channel channel = ChannelTakeover.channel(request);
    if (!channel.isOpen()) {
      return;
    }
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // From below Vert.x, which would wait for what the client does not read.
    channel.pipeline().firstContext().close();
  }

  /**
   * Calls {@code then} on the loop when the socket is gone, whoever has it by then.
   *
   * @return false when somebody waits for that already, who alone is told
   */
  public static boolean whenGone(HttpServerRequest request, Runnable then) {
    Channel channel = ChannelTakeover.channel(request);
    if (channel.attr(WATCHED).setIfAbsent(true) != null) {
      return false;
    }
    channel.closeFuture().addListener(gone -> then.run());
    return true;
  }

  /** Whether somebody has called {@link #whenGone}. */
  public static boolean isWatched(HttpServerRequest request) {
    return ChannelTakeover.channel(request).hasAttr(WATCHED);
  }

  /** The number of the socket of a request; -1 when the transport does not tell. */
  public static int descriptor(HttpServerRequest request) {
    return descriptor(ChannelTakeover.channel(request));
  }

  /** The number of a socket; -1 when the transport does not tell. */
  public static int descriptor(Channel channel) {
    return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
  }

  /** Sends what is waiting to be sent, at once. */
  public static void flush(HttpServerRequest request) {
    ChannelTakeover.channel(request).flush();
  }

  /**
   * Has an answer say that its connection ends with it; over HTTP/2 it does not. Before its head is
   * written.
   */
  public static void announceEnd(HttpServerRequest request) {
    if (!isMultiplexed(request)) {
      request.response().headers().set("Connection", "close");
    }
  }

  /** Whether the connection carries others at the same time: HTTP/2. */
  public static boolean isMultiplexed(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2;
  }

  /** Takes no further request from the connection; what belongs to this one still comes. */
  public static void takeLast(HttpServerRequest request) {
    if (!isMultiplexed(request)) {
      turnstile(request).takeLast();
    }
  }

  /**
   * Takes nothing more from the connection, be it of this request or of another; over HTTP/2 what
   * belongs to this one is not taken after {@link #closeGently}.
   */
  public static void takeNoMore(HttpServerRequest request) {
    if (!isMultiplexed(request)) {
      turnstile(request).takeNoMore();
    }
  }

  /**
   * Takes nothing more, and ends the connection as {@link GentleClose} does; or the stream, if it
   * is not at its end. After the whole answer.
   */
  public static void closeGently(HttpServerRequest request) {
    if (isMultiplexed(request)) {
      Multiplexed.with(request, streams -> streams.stopReading(request.streamId()));
      return;
    }
    takeNoMore(request);
    GentleClose.begin(ChannelTakeover.channel(request));
  }
}
