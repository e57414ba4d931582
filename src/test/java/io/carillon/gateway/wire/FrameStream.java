package io.carillon.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Random frames of one direction, right ones and now and then a wrong one, and what a plain reader
 * of the whole knows about each place in them.
 */
final class FrameStream {
  private static final int[] OPCODES = {0, 0, 0, 1, 1, 2, 2, 9, 10, 9, 1, 2};

  private final SplittableRandom random;
  private final boolean masked;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean inMessage;

  FrameStream(SplittableRandom random) {
    this.random = random;
    this.masked = random.nextBoolean();
    int frames = 1 + random.nextInt(12);
    for (int i = 0; i < frames; i++) {
      append();
    }
  }

  /** Feeds it in random pieces to a {@link FrameBoundary}, which has to know the same. */
  void check() {
    byte[] bytes = out.toByteArray();
    Reference reference = new Reference(bytes, masked);
    FrameBoundary boundary = new FrameBoundary(masked);
    String sent = HexFormat.of().formatHex(bytes) + " masked=" + masked;
    int at = 0;
    while (at < bytes.length) {
      int to = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
      ByteBuf piece = Unpooled.wrappedBuffer(bytes, at, to - at);
      if (random.nextBoolean()) {
        boundary.advance(piece);
        at = to;
      } else {
        int end = at + boundary.advanceToBoundary(piece);
        assertEquals(reference.nextBoundary(at, to), end, sent);
        at = end;
      }
      assertEquals(reference.between[at], boundary.isBetweenMessages(), () -> sent);
      assertEquals(at >= reference.lostAt, boundary.isLost(), () -> sent);
      assertEquals(at >= reference.closedAt, boundary.isClosed(), () -> sent);
    }
    assertEquals(reference.messages, boundary.messages(), sent);
    if (reference.closedAt <= bytes.length) {
      assertEquals(reference.code, boundary.closeCode(), sent);
    }
  }

  private void append() {
    int opcode = OPCODES[random.nextInt(OPCODES.length)];
    if (random.nextInt(20) == 0) {
      opcode = random.nextInt(16);
    }
    boolean control = opcode >= 8;
    if (!control && random.nextInt(40) != 0) {
      opcode = inMessage ? 0 : Math.max(1, opcode);
    }
    boolean last = control ? random.nextInt(40) != 0 : random.nextBoolean();
    int length = random.nextInt(control ? 20 : 300);
    if (random.nextInt(60) == 0) {
      length = random.nextInt(70_000);
    }
    byte[] payload = new byte[length];
    random.nextBytes(payload);
    boolean mask = random.nextInt(60) == 0 ? !masked : masked;
    out.write((last ? 0x80 : 0) | random.nextInt(8) << 4 | opcode);
    length(length, mask ? 0x80 : 0);
    if (mask) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(random.nextInt()).array());
    }
    out.writeBytes(payload);
    inMessage = control ? inMessage : !last;
  }

  private void length(int length, int mask) {
    int form = random.nextInt(25) == 0 ? random.nextInt(3) : 0;
    if (length < 126 && form == 0) {
      out.write(mask | length);
    } else if (length < 1 << 16 && form < 2) {
      out.write(mask | 126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
    } else {
      out.write(mask | 127);
      long wrong = random.nextInt(10) == 0 ? Long.MIN_VALUE : 0;
      out.writeBytes(ByteBuffer.allocate(8).putLong(wrong | length).array());
    }
  }

  /** Reads the whole at once, frame by frame. */
  private static final class Reference {
    /** Whether something may be put in behind so many bytes. */
    final boolean[] between;

    int lostAt = Integer.MAX_VALUE;
    int closedAt = Integer.MAX_VALUE;
    int code = 1005;
    long messages;

    private final ByteBuffer bytes;
    private final boolean masked;
    private boolean open;

    Reference(byte[] all, boolean masked) {
      this.bytes = ByteBuffer.wrap(all);
      this.masked = masked;
      this.between = new boolean[all.length + 1];
      between[0] = true;
      try {
        while (bytes.hasRemaining() && lostAt > all.length && closedAt > all.length) {
          frame();
        }
      } catch (java.nio.BufferUnderflowException end) {
        // of what there is
      }
    }

    int nextBoundary(int from, int to) {
      for (int at = from + 1; at < to; at++) {
        if (between[at]) {
          return at;
        }
      }
      return to;
    }

    private void frame() {
      int first = bytes.get() & 0xFF;
      int opcode = first & 15;
      boolean last = first >= 128;
      boolean control = opcode >= 8;
      boolean right =
          control ? opcode < 11 && last : open ? opcode == 0 : opcode == 1 || opcode == 2;
      if (!right) {
        lostAt = bytes.position();
        return;
      }
      int second = bytes.get() & 0xFF;
      long length = second & 127;
      if (second >= 128 != masked || (control && length > 125)) {
        lostAt = bytes.position();
        return;
      }
      length = length == 126 ? bytes.getShort() & 0xFFFF : length == 127 ? bytes.getLong() : length;
      byte[] key = new byte[4];
      if (masked) {
        bytes.get(key);
      }
      if (length < 0) {
        lostAt = bytes.position();
        return;
      }
      byte[] payload = new byte[(int) Math.min(length, bytes.remaining() + 1)];
      bytes.get(payload);
      ends(opcode, last, payload, key);
    }

    private void ends(int opcode, boolean last, byte[] payload, byte[] key) {
      if (opcode == 8) {
        closedAt = bytes.position();
        if (payload.length > 1) {
          code = ((payload[0] ^ key[0]) & 0xFF) << 8 | ((payload[1] ^ key[1]) & 0xFF);
        }
        return;
      }
      if (opcode < 8) {
        open = !last;
        messages += last ? 1 : 0;
      }
      between[bytes.position()] = !open;
    }
  }
}
