package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Frames as clients send them, RFC 6455 section 5.2. The mask is all zeros: it protects from
 * scripts that choose what is sent, and a bench that masked would measure itself.
 */
final class ClientFrames {
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int PONG = 0xA;

  private static final int CLOSE = 0x8;
  private static final int FIN = 0x80;
  private static final int MASK = 0x80;
  private static final int MOST_HEADER_BYTES = 14;

  private ClientFrames() {}

  /** A frame that holds a whole message, but for its payload, which has to follow in it. */
  static ByteBuf begin(ByteBufAllocator allocator, int opcode, int length) {
    ByteBuf out = allocator.buffer(MOST_HEADER_BYTES + length).writeByte(FIN | opcode);
    if (length < 126) {
      out.writeByte(MASK | length);
    } else if (length < 1 << 16) {
      out.writeByte(MASK | 126).writeShort(length);
    } else {
      out.writeByte(MASK | 127).writeLong(length);
    }
    return out.writeInt(0);
  }

  static ByteBuf close(ByteBufAllocator allocator, int code) {
    return begin(allocator, CLOSE, 2).writeShort(code);
  }
}
