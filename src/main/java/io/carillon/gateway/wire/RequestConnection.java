package io.carillon.gateway.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What Vert.x cannot be asked to do with the connection of a request over HTTP/1. Stateless; to be
 * called on the loop of the request, before its response has ended unless it says otherwise.
 */
public final class RequestConnection {
  private static final String PATIENCE = "patience";
  private static final String LAST = "last";
  private static final String VERTX = "handler";

  private RequestConnection() {}

  /**
   * Keeps the connection open although nothing goes over it, until {@link #endPatience}: whoever
   * answers has a time-out of its own. The next request on it may begin before that.
   */
  public static void bePatient(HttpServerRequest request) {
    ChannelPipeline pipeline = ChannelTakeover.channel(request).pipeline();
    if (pipeline.get(PATIENCE) == null && pipeline.get(VERTX) != null) {
      pipeline.addBefore(VERTX, PATIENCE, new Patience());
    }
    if (pipeline.get(PATIENCE) instanceof Patience patience) {
      patience.requests++;
    }
  }

  /** The connection is closed when it is idle for long, again. At any time. */
  public static void endPatience(HttpServerRequest request) {
    if (ChannelTakeover.channel(request).pipeline().get(PATIENCE) instanceof Patience patience) {
      patience.requests--;
    }
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

  /** Sends what is waiting to be sent, at once. */
  public static void flush(HttpServerRequest request) {
    ChannelTakeover.channel(request).flush();
  }

  /** Takes no further request from the connection; what belongs to this one still comes. */
  public static void takeLast(HttpServerRequest request) {
    ChannelPipeline pipeline = ChannelTakeover.channel(request).pipeline();
    if (pipeline.get(LAST) == null && pipeline.get(VERTX) != null) {
      pipeline.addBefore(VERTX, LAST, new Last());
    }
  }

  /** Takes nothing more from the connection, be it of this request or of another. */
  public static void takeNoMore(HttpServerRequest request) {
    takeLast(request);
    if (ChannelTakeover.channel(request).pipeline().get(LAST) instanceof Last last) {
      last.over = true;
    }
  }

  /**
   * Says that nothing more comes, and closes when the client has closed too or at the deadline.
   * What the client still sends until then goes nowhere: closed at once, the connection would be
   * reset by it, and the answer lost on its way. After the answer has been written.
   */
  public static void closeGently(HttpServerRequest request, long deadlineMillis) {
    Channel channel = ChannelTakeover.channel(request);
    if (!channel.isActive()) {
      return;
    }
    takeNoMore(request);
    ChannelPipeline pipeline = channel.pipeline();
    ScheduledFuture<?> deadline =
        channel
            .eventLoop()
            .schedule(() -> pipeline.firstContext().close(), deadlineMillis, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> deadline.cancel(false));
    channel.config().setAutoRead(true);
    SslHandler tls = pipeline.get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  /** Stands before Vert.x, which closes what is idle. */
  private static final class Patience extends ChannelInboundHandlerAdapter {
    private int requests;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (requests == 0 || !(event instanceof IdleStateEvent)) {
        ctx.fireUserEventTriggered(event);
      }
    }
  }

  /** Stands before Vert.x, which would serve the next request. */
  private static final class Last extends ChannelInboundHandlerAdapter {
    private boolean over;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      over |= message instanceof HttpRequest;
      if (over) {
        ReferenceCountUtil.release(message);
      } else {
        ctx.fireChannelRead(message);
      }
    }
  }
}
