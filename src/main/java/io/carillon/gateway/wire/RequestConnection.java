package io.carillon.gateway.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What Vert.x cannot be asked to do with the connection of a request over HTTP/1. Stateless; to be
 * called on the loop of the request, before its response has ended unless it says otherwise.
 */
public final class RequestConnection {
  private static final String TURNSTILE = "turnstile";
  private static final String DECODER = "httpDecoder";
  private static final String VERTX = "handler";
  private static final AttributeKey<Boolean> WATCHED = AttributeKey.valueOf("carillon.watched");

  private RequestConnection() {}

  /**
   * Has a new connection read names of fields as they are, see {@link RequestDecoder}, wait with
   * each request for the answer to the one before it, and end when a head does not come in time:
   * with a 408, or with nothing when nothing was said.
   *
   * @param options of its server
   * @param heads the time of a head, from its first byte or that of the connection
   */
  public static void guard(HttpConnection connection, HttpServerOptions options, Deadlines heads) {
    guard(connection, options, heads, () -> {}, () -> false);
  }

  /**
   * The same.
   *
   * @param onLate told of each 408; must not fail
   * @param leaving whether connections are to end after the next answer, which says so
   */
  public static void guard(
      HttpConnection connection,
      HttpServerOptions options,
      Deadlines heads,
      Runnable onLate,
      BooleanSupplier leaving) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    SslHandler tls = pipeline.get(SslHandler.class);
    if (tls != null) {
      // The client has said its last word and may wait for ours: as when a socket ends.
      tls.sslCloseFuture()
          .addListener(
              closed -> {
                if (closed.isSuccess()) {
                  pipeline.channel().close();
                }
              });
    }
    pipeline.replace(DECODER, DECODER, new RequestDecoder(options));
    pipeline.addBefore(VERTX, TURNSTILE, new Turnstile(heads, onLate, leaving, false));
  }

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
    pipeline.addFirst(
        new HAProxyMessageDecoder(), new ProxyHeader(headers, refused, () -> beginHttp(pipeline)));
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

  /** The header has come, and HTTP begins. */
  private static void beginHttp(ChannelPipeline pipeline) {
    if (pipeline.get(TURNSTILE) instanceof Turnstile turnstile) {
      turnstile.settle();
    }
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

  // Of a connection that is not guarded, it is added; of one that is closed, it is of no effect.
  private static Turnstile turnstile(HttpServerRequest request) {
    ChannelPipeline pipeline = ChannelTakeover.channel(request).pipeline();
    if (pipeline.get(TURNSTILE) instanceof Turnstile turnstile) {
      return turnstile;
    }
    Turnstile added = new Turnstile(null, () -> {}, () -> false, true);
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
    turnstile(request).bePatient();
  }

  /** The connection is closed when it is idle for long, again. At any time. */
  public static void endPatience(HttpServerRequest request) {
    turnstile(request).endPatience();
  }

  /**
   * Breaks the connection, so that nobody takes a piece of an answer for a whole one. At any time.
   */
  public static void reset(HttpServerRequest request) {
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

  /** Takes no further request from the connection; what belongs to this one still comes. */
  public static void takeLast(HttpServerRequest request) {
    turnstile(request).takeLast();
  }

  /** Takes nothing more from the connection, be it of this request or of another. */
  public static void takeNoMore(HttpServerRequest request) {
    turnstile(request).takeNoMore();
  }

  /** Takes nothing more, and ends the connection as {@link GentleClose} does. */
  public static void closeGently(HttpServerRequest request) {
    takeNoMore(request);
    GentleClose.begin(ChannelTakeover.channel(request));
  }
}
