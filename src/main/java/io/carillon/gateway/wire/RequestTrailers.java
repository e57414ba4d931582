package io.carillon.gateway.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerRequest;

/**
 * Fields that follow the body of one request, RFC 9112 section 7.1.2, of which Vert.x tells nobody.
 * Over HTTP/1 it stands before Vert.x until the body has passed. Confined to the loop of the
 * request.
 */
public final class RequestTrailers extends ChannelInboundHandlerAdapter {
  private static final String VERTX = "handler";

  private HttpHeaders fields = EmptyHttpHeaders.INSTANCE;

  private RequestTrailers() {}

  /**
   * Looks out for those of a request that has a body. On its loop, within the request handler; of a
   * request whose body has passed already there are none.
   */
  public static RequestTrailers of(HttpServerRequest request) {
    RequestTrailers trailers = new RequestTrailers();
    if (RequestConnection.isMultiplexed(request)) {
      Multiplexed.with(request, streams -> streams.awaitTrailers(request, trailers));
      return trailers;
    }
    ChannelPipeline pipeline = ChannelTakeover.channel(request).pipeline();
    if (pipeline.get(VERTX) != null) {
      pipeline.addBefore(VERTX, null, trailers);
    }
    return trailers;
  }

  /** Those that have come: all of them once the body has ended. */
  public HttpHeaders fields() {
    return fields;
  }

  void take(HttpHeaders behind) {
    fields = behind;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      ctx.pipeline().remove(this); // it came too late
    } else if (message instanceof LastHttpContent last) {
      fields = last.trailingHeaders();
      ctx.pipeline().remove(this);
    }
    ctx.fireChannelRead(message);
  }
}
