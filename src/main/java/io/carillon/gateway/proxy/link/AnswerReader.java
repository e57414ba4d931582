package io.carillon.gateway.proxy.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ByteProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the head of a target's answer to a handshake, in whatever pieces it comes. Made and removed
 * by {@link Inquiry}; confined to its loop.
 */
final class AnswerReader extends ChannelInboundHandlerAdapter {
  private static final int MAX_HEAD_BYTES = 32 * 1024;
  private static final byte[] BEGINNING = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

  private final Asking asking;
  private ByteBuf read = Unpooled.EMPTY_BUFFER;

  /** Bytes of {@code read} in which no end of a head was found. */
  private int searched;

  /** Of answers that were not the last word. */
  private int interimBytes;

  /** Some byte of an answer has come. */
  private boolean begun;

  /** The answer has been understood; what follows it is kept, for the link. */
  private boolean keeping;

  /** Nobody wants to know any more. */
  private boolean stopped;

  AnswerReader(Asking asking) {
    this.asking = asking;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (stopped) {
      bytes.release();
      return;
    }
    begun |= bytes.isReadable();
    read = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), read, bytes);
    try {
      if (!keeping) {
        look();
      }
    } catch (BadAnswer answer) {
      asking.malformed(answer.getMessage());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (stopped) {
      return;
    }
    if (keeping) {
      asking.lostEarly();
      ctx.fireChannelInactive(); // to the relay that is in its place now
    } else {
      asking.hungUp("closed before its answer");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (stopped) {
      return;
    }
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      asking.bug(cause);
    } else if (keeping) {
      ctx.close(); // which is what the link will hear of
    } else if (cause instanceof IOException) {
      asking.hungUp(reason(cause));
    } else {
      asking.lost("TLS: " + reason(cause.getCause() == null ? cause : cause.getCause()));
    }
  }

  // Some failures have no message, such as that of a channel that is closed.
  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    take().release();
  }

  /** Whether any byte of an answer has come. */
  boolean hasBegun() {
    return begun;
  }

  /** Understands nothing more: what still comes is for the link. */
  void keep() {
    keeping = true;
  }

  /** Tells nothing more, whatever still comes; what has come can be taken. */
  void stop() {
    stopped = true;
  }

  /** What has come and is not dealt with; owned by the caller. */
  ByteBuf take() {
    ByteBuf taken = read;
    read = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  private void look() throws BadAnswer {
    while (!stopped && !keeping && read.isReadable()) {
      checkBeginning();
      int end = endOfHead();
      int headBytes = end < 0 ? read.readableBytes() : end - read.readerIndex();
      if (interimBytes + headBytes > MAX_HEAD_BYTES) {
        throw new BadAnswer("head of more than " + MAX_HEAD_BYTES + " bytes");
      }
      if (end < 0) {
        return;
      }
      HandshakeAnswer head =
          HandshakeAnswer.parse(
              read.toString(read.readerIndex(), headBytes, StandardCharsets.ISO_8859_1));
      if (head.status() >= 200) {
        asking.declined(head);
        return;
      }
      read.skipBytes(headBytes);
      if (head.status() == 101) {
        asking.accepted(head);
        return;
      }
      searched = 0;
      interimBytes += headBytes;
      asking.interim(head);
    }
  }

  private void checkBeginning() throws BadAnswer {
    int count = Math.min(BEGINNING.length, read.readableBytes());
    for (int i = 0; i < count; i++) {
      if (read.getByte(read.readerIndex() + i) != BEGINNING[i]) {
        throw new BadAnswer("no HTTP");
      }
    }
  }

  // Behind the empty line; negative when it is still to come. Lines end in CRLF, or in LF.
  private int endOfHead() {
    int from = read.readerIndex();
    int at = from + Math.max(0, searched - 2);
    while (true) {
      at = read.forEachByte(at, read.writerIndex() - at, ByteProcessor.FIND_LF);
      if (at < 0) {
        searched = read.readableBytes();
        return -1;
      }
      int before = at - 1;
      if (before >= from && read.getByte(before) == '\r') {
        before--;
      }
      if (before >= from && read.getByte(before) == '\n') {
        return at + 1;
      }
      at++;
    }
  }
}
