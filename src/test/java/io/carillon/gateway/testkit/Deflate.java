package io.carillon.gateway.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The other side of permessage-deflate, RFC 7692 section 7.2, without a window between messages.
 */
public final class Deflate {
  /** What a client says that can do all of it. */
  public static final String OFFER =
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";

  private static final int RSV1 = 0x40;
  private static final byte[] TAIL = {0, 0, -1, -1};

  private Deflate() {}

  /** The first byte of a compressed message that is one frame. */
  public static int whole(int opcode) {
    return 0x80 | RSV1 | opcode;
  }

  /** The first byte of the first frame of several. */
  public static int first(int opcode) {
    return RSV1 | opcode;
  }

  /** A payload as it is sent. */
  public static byte[] deflate(byte[] payload) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(payload);
      byte[] room = new byte[payload.length + payload.length / 100 + 64];
      int size = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(room, size - TAIL.length);
    } finally {
      deflater.end();
    }
  }

  /** Reads the next frame, which has to be compressed and whole; returns it as it was. */
  public static Frame read(RawWebSocket socket) {
    int first = socket.readByte();
    if ((first & 0xF0) != (0x80 | RSV1)) {
      throw new IllegalStateException("no whole, compressed frame: " + first);
    }
    int length = socket.readByte();
    if (length == 126) {
      length = Short.toUnsignedInt(ByteBuffer.wrap(socket.readBytes(2)).getShort());
    } else if (length == 127) {
      length = (int) ByteBuffer.wrap(socket.readBytes(8)).getLong();
    }
    return new Frame(first & 0x0F, inflate(socket.readBytes(length)));
  }

  private static byte[] inflate(byte[] payload) {
    byte[] input = Arrays.copyOf(payload, payload.length + TAIL.length);
    System.arraycopy(TAIL, 0, input, payload.length, TAIL.length);
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(input);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] room = new byte[8_192];
      for (int made = inflater.inflate(room); made > 0; made = inflater.inflate(room)) {
        out.write(room, 0, made);
      }
      return out.toByteArray();
    } catch (DataFormatException broken) {
      throw new IllegalStateException(broken);
    } finally {
      inflater.end();
    }
  }
}
