package io.carillon.gateway.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** The answer to a request that does not come in time, which nobody else has begun to answer. */
final class LateRequest {
  private LateRequest() {}

  /**
   * Answers with 408, past Vert.x, and ends the connection as {@link GentleClose} does; whoever
   * reads has to drop what still comes.
   *
   * @param what did not come
   */
  static void refuse(ChannelHandlerContext ctx, String what) {
    String text = "the " + what + " of the request did not come in time\n";
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.REQUEST_TIMEOUT,
            Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    answer.headers().set("Content-Type", "text/plain; charset=utf-8");
    answer.headers().set("Content-Length", text.length());
    answer.headers().set("Connection", "close");
    ctx.writeAndFlush(answer).addListener(written -> GentleClose.begin(ctx.channel()));
  }
}
