package io.carillon.gateway.proxy.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * A client whose handshake the target has not answered yet. What it sends meanwhile is kept, up to
 * a bound, for the target that accepts; whoever refuses never sees it. Confined to its loop.
 */
final class WaitingClient extends ChannelInboundHandlerAdapter {
  private static final int MAX_EARLY_BYTES = 64 * 1024;

  private final Runnable gone;
  private ByteBuf early = Unpooled.EMPTY_BUFFER;
  private boolean deaf;

  /**
   * @param gone called when the client gives up
   */
  WaitingClient(Runnable gone) {
    this.gone = gone;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (deaf || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message); // if not bytes, the end of the request without a body
      return;
    }
    early = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), early, bytes);
    if (early.readableBytes() >= MAX_EARLY_BYTES) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone.run();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    early.release();
    early = Unpooled.EMPTY_BUFFER;
  }

  /** It is refused: what has come and what still comes is of no interest. */
  void ignore() {
    deaf = true;
    takeEarly().release();
  }

  /** What has come so far; owned by the caller. */
  ByteBuf takeEarly() {
    ByteBuf taken = early;
    early = Unpooled.EMPTY_BUFFER;
    return taken;
  }
}
