package io.carillon.gateway.proxy.link;

import io.carillon.gateway.wire.FrameBoundary;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;

/**
 * One leg of a link: reads its own channel and writes what it read to that of its peer, untouched,
 * with one flush per turn. Rests while the peer's channel is full. The only handler besides TLS.
 * Confined to the loop of both channels.
 */
class Relay extends ChannelInboundHandlerAdapter {
  private final Farewell farewell;
  private final FrameBoundary frames;
  private Relay peer;
  private ChannelHandlerContext context;
  private long bytes;

  /** Nothing that is read passes any more: we have said goodbye, or the peer is gone. */
  private boolean leaving;

  /**
   * @param masked whether it reads from the client
   */
  Relay(Farewell farewell, boolean masked) {
    this.farewell = farewell;
    this.frames = new FrameBoundary(masked);
  }

  /** Joins two legs, before either has a channel. */
  static void join(Relay one, Relay other) {
    one.peer = other;
    other.peer = one;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /**
   * Begins to read.
   *
   * @param read what came before there was a relay; owned by it from here on
   */
  void begin(ByteBuf read) {
    if (read.isReadable()) {
      channelRead(context, read);
      peer.flush();
    } else {
      read.release();
    }
    context.channel().config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    bytes += in.readableBytes();
    if (leaving) {
      discard(in);
    } else {
      pass(in);
      if (!peer.isWritable()) {
        rest();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    peer.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (isWritable()) {
      peer.goOn();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    farewell.ended(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    farewell.failed(this, cause);
  }

  /** Passes on what was read and is owned from here on. */
  void pass(ByteBuf in) {
    boolean wasClosed = frames.isClosed();
    try {
      frames.advance(in);
    } catch (RuntimeException bug) {
      in.release();
      throw bug;
    }
    peer.write(in);
    if (frames.isClosed() && !wasClosed) {
      farewell.goodbyePassed(this);
    }
  }

  /** Writes to its own channel; leaves with {@link #flush}. */
  final void write(ByteBuf out) {
    context.write(out, context.voidPromise());
  }

  final void flush() {
    context.flush();
  }

  final boolean isWritable() {
    return context.channel().isWritable();
  }

  /**
   * Passes nothing on any more and waits for the other side's own goodbye; with a reset when that
   * does not come in time and nothing is taken meanwhile.
   */
  final void leave(Duration patience) {
    leaving = true;
    context.channel().config().setAutoRead(true);
    if (frames.isClosed()) {
      Ending.afterWrites(context.channel(), patience);
    } else {
      Ending.onceStalled(context.channel(), patience);
    }
  }

  /** Passes nothing on any more and closes behind what is written. */
  final void closeAfterWrites(Duration patience) {
    leaving = true;
    Ending.afterWrites(context.channel(), patience);
  }

  /** Passes nothing on any more and closes with a reset. */
  final void reset() {
    leaving = true;
    Ending.reset(context.channel());
  }

  final Relay peer() {
    return peer;
  }

  /** Where the other side stands in its own stream. */
  final FrameBoundary frames() {
    return frames;
  }

  /** That were read. */
  final long bytes() {
    return bytes;
  }

  final boolean isLeaving() {
    return leaving;
  }

  final Channel channel() {
    return context.channel();
  }

  final Farewell farewell() {
    return farewell;
  }

  // What was written but not flushed may be all that fills the peer.
  private void rest() {
    peer.flush();
    if (!peer.isWritable()) {
      context.channel().config().setAutoRead(false);
    }
  }

  private void goOn() {
    if (context.channel().isOpen()) {
      context.channel().config().setAutoRead(true);
    }
  }

  // Only the first goodbye ends it: what comes behind it is nothing new.
  final void discard(ByteBuf in) {
    boolean wasClosed = frames.isClosed();
    try {
      frames.advance(in);
    } finally {
      in.release();
    }
    if (frames.isClosed() && !wasClosed) {
      farewell.saidGoodbye(this);
    }
  }
}
