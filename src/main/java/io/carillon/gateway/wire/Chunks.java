package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The chunks of a body whose length nobody knows yet, RFC 9112 section 7.1. Stateless. */
public final class Chunks {
  private static final ByteBuf LAST =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer(5).writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
  private static final int LINE_END = '\r' << 8 | '\n';

  private Chunks() {}

  /** Appends what stands before so many bytes, at least one. */
  public static void writeHeader(ByteBuf out, int bytes) {
    out.writeCharSequence(Integer.toHexString(bytes), StandardCharsets.US_ASCII);
    out.writeShort(LINE_END);
  }

  /** Appends what stands behind them. */
  public static void writeEnd(ByteBuf out) {
    out.writeShort(LINE_END);
  }

  /** The end of the body; a view of what everybody shares, which may be written and released. */
  static ByteBuf last() {
    return LAST.duplicate();
  }
}
