package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Frames of RFC 6455 section 5.2, always whole messages. From server to client, unmasked, so that
 * one encoding serves everybody, where nothing else is said.
 */
public final class Frames {
  private static final int FIN = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int MASK = 0x80;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;
  private static final int MAX_REASON_BYTES = 123;

  private static final ByteBuf SHARED_PING = Unpooled.unreleasableBuffer(Unpooled.directBuffer(2));

  static {
    writeHeader(SHARED_PING, PING, 0);
  }

  private Frames() {}

  /** Appends the header of a text message; its payload, valid UTF-8, follows. */
  public static void writeTextHeader(ByteBuf out, int payloadBytes) {
    writeHeader(out, TEXT, payloadBytes);
  }

  /** Appends the header of a binary message; its payload follows. */
  public static void writeBinaryHeader(ByteBuf out, int payloadBytes) {
    writeHeader(out, BINARY, payloadBytes);
  }

  /** Asks the peer for a sign of life, section 5.5.2; which may be written and released freely. */
  public static ByteBuf ping() {
    return SHARED_PING.duplicate();
  }

  static void writePong(ByteBuf out, ByteBuf payload) {
    writeHeader(out, PONG, payload.readableBytes());
    out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
  }

  /** Appends a close frame; one without a code when {@code code} is 0. */
  public static void writeClose(ByteBuf out, int code, String reason) {
    if (code == 0) {
      writeHeader(out, CLOSE, 0);
      return;
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = cut(text);
    writeHeader(out, CLOSE, 2 + length);
    out.writeShort(code).writeBytes(text, 0, length);
  }

  /**
   * Appends a close frame as clients send them. The mask is all zeros: it protects from scripts
   * that choose what is sent, and nobody chose this.
   */
  public static void writeMaskedClose(ByteBuf out, int code) {
    out.writeByte(FIN | CLOSE).writeByte(MASK | 2).writeInt(0).writeShort(code);
  }

  // A control frame holds 125 bytes; a character must not be cut in two.
  private static int cut(byte[] text) {
    int length = Math.min(text.length, MAX_REASON_BYTES);
    while (length < text.length && length > 0 && (text[length] & 0xC0) == 0x80) {
      length--;
    }
    return length;
  }

  /** The size of the header of an unmasked frame. */
  static int headerBytes(ByteBuf frames, int start) {
    int length = frames.getUnsignedByte(start + 1);
    return length < 126 ? 2 : length == 126 ? 4 : 10;
  }

  /** Appends the header of a message that is compressed, RFC 7692 section 6, else like another. */
  static void writeCompressedHeader(ByteBuf out, int firstByte, int payloadBytes) {
    writeHeader(out, firstByte | COMPRESSED, payloadBytes);
  }

  private static void writeHeader(ByteBuf out, int opcode, int payloadBytes) {
    out.writeByte(FIN | opcode);
    if (payloadBytes < 126) {
      out.writeByte(payloadBytes);
    } else if (payloadBytes < 1 << 16) {
      out.writeByte(126).writeShort(payloadBytes);
    } else {
      out.writeByte(127).writeLong(payloadBytes);
    }
  }
}
