package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Cuts what a server sends into messages, RFC 6455 section 5, without an object for each. Bytes are
 * copied only of frames that came in pieces. Confined to a loop; closed by its owner.
 */
final class FrameReader {
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int NO_CODE = 1005;
  private static final long MOST_BYTES = 64 << 20;

  private final Sink sink;

  /** The beginning of a frame whose end has not come; null where there is none. */
  private ByteBuf rest;

  /** Fragments of a message whose last has not come; null where there is none. */
  private ByteBuf message;

  private boolean closed;

  FrameReader(Sink sink) {
    this.sink = sink;
  }

  /** What is in the frames; the bytes are good for the call only. */
  interface Sink {
    void onMessage(ByteBuf bytes, int from, int to);

    void onPing(ByteBuf bytes, int from, int to);

    void onClose(int code, String reason);

    /** They are no frames that a server may send. */
    void onBroken(String why);
  }

  /** Reads all of them; they stay the caller's. */
  void read(ByteBuf bytes) {
    if (rest == null) {
      int at = readFrames(bytes, bytes.readerIndex());
      if (!closed && at < bytes.writerIndex()) {
        rest = ByteBufAllocator.DEFAULT.buffer(bytes.writerIndex() - at);
        rest.writeBytes(bytes, at, bytes.writerIndex() - at);
      }
      return;
    }
    rest.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    int at = readFrames(rest, rest.readerIndex());
    if (!closed) {
      keep(at);
    }
  }

  private void keep(int at) {
    if (at == rest.writerIndex()) {
      rest.release();
      rest = null;
    } else {
      rest.readerIndex(at).discardSomeReadBytes();
    }
  }

  // Returns where the first frame begins that is not whole.
  private int readFrames(ByteBuf bytes, int from) {
    int at = from;
    int end = bytes.writerIndex();
    while (!closed && end - at >= 2) {
      int length = bytes.getByte(at + 1);
      int more = length < 126 ? 0 : length == 126 ? 2 : 8;
      if (length < 0) {
        return broken("a masked frame, which servers must not send", end);
      }
      if (end - at < 2 + more) {
        return at;
      }
      long payload =
          more == 0 ? length : more == 2 ? bytes.getUnsignedShort(at + 2) : bytes.getLong(at + 2);
      if (payload < 0 || payload > MOST_BYTES) {
        return broken("a frame of more than " + MOST_BYTES + " bytes", end);
      }
      int begin = at + 2 + more;
      if (end - begin < payload) {
        return at;
      }
      at = begin + (int) payload;
      frame(bytes.getUnsignedByte(begin - more - 2), bytes, begin, at);
    }
    return at;
  }

  private void frame(int first, ByteBuf bytes, int from, int to) {
    int opcode = first & 0xF;
    if ((first & RESERVED) != 0) {
      broken("a frame of an extension that was not asked for", 0);
    } else if (opcode == CLOSE) {
      int code = to - from < 2 ? NO_CODE : bytes.getUnsignedShort(from);
      String reason =
          to - from <= 2 ? "" : bytes.toString(from + 2, to - from - 2, StandardCharsets.UTF_8);
      sink.onClose(code, reason);
    } else if (opcode == PING) {
      sink.onPing(bytes, from, to);
    } else if (opcode < CLOSE) {
      data((first & FIN) != 0, opcode == 0, bytes, from, to);
    }
  }

  private void data(boolean last, boolean continued, ByteBuf bytes, int from, int to) {
    if (continued == (message == null)) {
      broken("a fragment that has no place where it stands", 0);
    } else if (last && !continued) {
      sink.onMessage(bytes, from, to);
    } else {
      append(bytes, from, to);
      if (last && message != null) {
        ByteBuf whole = message;
        message = null;
        sink.onMessage(whole, whole.readerIndex(), whole.writerIndex());
        whole.release();
      }
    }
  }

  private void append(ByteBuf bytes, int from, int to) {
    if (message == null) {
      message = ByteBufAllocator.DEFAULT.buffer(to - from);
    }
    if ((long) message.readableBytes() + (to - from) > MOST_BYTES) {
      broken("a message of more than " + MOST_BYTES + " bytes", 0);
    } else {
      message.writeBytes(bytes, from, to - from);
    }
  }

  private int broken(String why, int end) {
    sink.onBroken("the server sent " + why);
    return end;
  }

  /** Gives back what it holds; nothing is read any more. */
  void close() {
    closed = true;
    if (rest != null) {
      rest.release();
      rest = null;
    }
    if (message != null) {
      message.release();
      message = null;
    }
  }
}
