package io.carillon.gateway.wire;

import io.carillon.gateway.error.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Hands on what comes from a peer that may compress its messages as if it never had: RFC 7692
 * section 6.2. A compressed message is kept until it is whole, and handed on as one frame. What one
 * read brings may be a thousand times as much in the end: beyond what a turn of the loop may take,
 * or while nobody wants to read, frames wait as they came. Stands behind a frame decoder that lets
 * reserved bits pass, and before whoever looks at text; there for connections only that agreed on
 * it. Confined to the channel's loop.
 */
final class InflatingReader extends ChannelDuplexHandler {
  /** In the end, in one turn: as much as can come plain in one. A message more is borne. */
  private static final int TURN_BYTES = 1 << 20;

  /** By how much deflate can lengthen what it cannot shorten, at most: a part, and some bytes. */
  private static final int GROWTH_PART = 16;

  private static final int GROWTH_BYTES = 64;

  private static final int RSV1 = 4;

  private final WebSocketConnection connection;
  private final Inflation inflation;
  private final int maxMessageBytes;

  /** What has come of a compressed message; null between those. */
  private ByteBuf compressed;

  private boolean text;

  /** What has come and is for a later turn; null when there is nothing. */
  private Queue<WebSocketFrame> waiting;

  private boolean isScheduled;
  private boolean isReadWanted;
  private int inflatedBytes;

  InflatingReader(WebSocketConnection connection, Inflation inflation, int maxMessageBytes) {
    this.connection = connection;
    this.inflation = inflation;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** The most that a message can have on the wire which has so much in the end. */
  static int mostCompressed(int maxMessageBytes) {
    return maxMessageBytes + maxMessageBytes / GROWTH_PART + GROWTH_BYTES;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      ctx.fireChannelRead(message); // the end of the request, which comes with the first bytes
    } else if (waiting == null && mayGoOn(ctx)) {
      onFrame(ctx, frame);
    } else {
      waiting = waiting == null ? new ArrayDeque<>() : waiting;
      waiting.add(frame);
      schedule(ctx);
    }
  }

  private boolean mayGoOn(ChannelHandlerContext ctx) {
    return inflatedBytes < TURN_BYTES && ctx.channel().config().isAutoRead();
  }

  // Scheduled, not executed: Netty runs queued tasks for a second before it looks at a socket.
  private void schedule(ChannelHandlerContext ctx) {
    if (!isScheduled) {
      isScheduled = true;
      ctx.executor().schedule(() -> goOn(ctx), 0, TimeUnit.NANOSECONDS);
    }
  }

  private void goOn(ChannelHandlerContext ctx) {
    isScheduled = false;
    inflatedBytes = 0;
    while (waiting != null && !waiting.isEmpty() && mayGoOn(ctx)) {
      onFrame(ctx, waiting.poll());
    }
    ctx.fireChannelReadComplete();
    if (waiting != null && waiting.isEmpty()) {
      waiting = null;
      if (isReadWanted) {
        isReadWanted = false;
        ctx.read();
      }
    } else if (waiting != null && ctx.channel().config().isAutoRead()) {
      schedule(ctx);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (waiting == null) {
      inflatedBytes = 0;
    }
    ctx.fireChannelReadComplete();
  }

  /** Nothing more is read before what waits; somebody may have begun to listen again. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (waiting == null) {
      ctx.read();
    } else {
      isReadWanted = true;
      schedule(ctx);
    }
  }

  private void onFrame(ChannelHandlerContext ctx, WebSocketFrame frame) {
    CloseCode violation = violation(frame);
    if (connection.isOpen() && violation != null) {
      drop();
      connection.close(violation);
    }
    if (frame instanceof CloseWebSocketFrame || (connection.isOpen() && !isCompressed(frame))) {
      ctx.fireChannelRead(frame);
      return;
    }
    try {
      if (connection.isOpen()) {
        collect(ctx, frame);
      }
    } finally {
      frame.release();
    }
  }

  // Section 6: the bit is that of the first frame of a message, and of no other.
  private CloseCode violation(WebSocketFrame frame) {
    boolean first = isData(frame) && !(frame instanceof ContinuationWebSocketFrame);
    if (frame.rsv() != 0 && (frame.rsv() != RSV1 || !first)) {
      return CloseCode.PROTOCOL_ERROR;
    }
    // The decoder leaves room for what compression may add.
    return !isCompressed(frame) && frame.content().readableBytes() > maxMessageBytes
        ? CloseCode.MESSAGE_TOO_BIG
        : null;
  }

  private boolean isCompressed(WebSocketFrame frame) {
    return frame.rsv() == RSV1
        || (compressed != null && frame instanceof ContinuationWebSocketFrame);
  }

  private static boolean isData(WebSocketFrame frame) {
    return frame instanceof TextWebSocketFrame
        || frame instanceof BinaryWebSocketFrame
        || frame instanceof ContinuationWebSocketFrame;
  }

  private void collect(ChannelHandlerContext ctx, WebSocketFrame frame) {
    ByteBuf content = frame.content();
    if (compressed == null) {
      compressed = ByteBufAllocator.DEFAULT.heapBuffer(content.readableBytes() + GROWTH_BYTES);
      text = frame instanceof TextWebSocketFrame;
    }
    if (compressed.readableBytes() + content.readableBytes() > mostCompressed(maxMessageBytes)) {
      drop();
      connection.close(CloseCode.MESSAGE_TOO_BIG);
      return;
    }
    compressed.writeBytes(content, content.readerIndex(), content.readableBytes());
    if (frame.isFinalFragment()) {
      inflate(ctx);
    }
  }

  private void inflate(ChannelHandlerContext ctx) {
    ByteBuf message = ByteBufAllocator.DEFAULT.heapBuffer();
    CloseCode broken = CloseCode.SERVER_ERROR;
    try {
      // Nothing at all is not what the RFC has for an empty message, but means no other.
      broken =
          compressed.isReadable() ? inflation.inflate(compressed, maxMessageBytes, message) : null;
    } finally {
      drop();
      if (broken != null) {
        message.release();
      }
    }
    if (broken != null) {
      connection.close(broken);
    } else {
      inflatedBytes += message.readableBytes();
      ctx.fireChannelRead(
          text
              ? new TextWebSocketFrame(true, 0, message)
              : new BinaryWebSocketFrame(true, 0, message));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    dropWaiting();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    dropWaiting();
    drop();
  }

  private void dropWaiting() {
    if (waiting != null) {
      waiting.forEach(WebSocketFrame::release);
      waiting = null;
    }
  }

  private void drop() {
    if (compressed != null) {
      compressed.release();
      compressed = null;
    }
  }
}
