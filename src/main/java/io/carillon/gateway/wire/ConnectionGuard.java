package io.carillon.gateway.wire;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http2ServerConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What new connections of a server are guarded with. On the loop of the connection.
 *
 * @param heads the time of a head, from its first byte or that of the connection
 * @param onLate told of each that did not come in time; must not fail
 * @param onMalformed told of each request over HTTP/2 that is none; must not fail
 * @param leaving whether connections are to end after the next answer, which says so
 */
public record ConnectionGuard(
    Deadlines heads, Runnable onLate, Runnable onMalformed, BooleanSupplier leaving) {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);
  private static final String DECODER = "httpDecoder";

  /** One that tells nobody. */
  public static ConnectionGuard of(Deadlines heads) {
    return new ConnectionGuard(heads, () -> {}, () -> {}, () -> false);
  }

  /**
   * Has a new connection read names of fields as they are, see {@link RequestDecoder}, wait with
   * each request for the answer to the one before it, and end when a head does not come in time:
   * with a 408, or with nothing when nothing was said. One of HTTP/2 is guarded as {@link
   * Multiplexed} says; its heads are timed by {@link #timeFrames}.
   *
   * @param options of its server
   */
  public void guard(HttpConnection connection, HttpServerOptions options) {
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
    if (connection instanceof Http2ServerConnection) {
      connection.exceptionHandler(broken -> LOG.debug("connection ended", broken));
      Multiplexed.guard(pipeline, options, this);
    } else {
      RequestDecoder decoder = new RequestDecoder(options);
      pipeline.replace(DECODER, DECODER, decoder);
      pipeline.addBefore(
          RequestConnection.VERTX,
          RequestConnection.TURNSTILE,
          new Turnstile(heads, onLate, leaving, decoder::takeHeard));
    }
  }

  /**
   * Wraps who makes the pipeline of connections with TLS: what is no body has to come in time on
   * those that turn out to speak HTTP/2, else they end.
   */
  public ChannelHandler timeFrames(ChannelHandler others) {
    return FrameTime.before(others, heads, onLate);
  }
}
