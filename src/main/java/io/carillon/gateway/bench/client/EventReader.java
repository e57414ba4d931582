package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Cuts a stream of server-sent events at the empty lines between them. Bytes are copied only of
 * events that came in pieces. Confined to a loop; closed by its owner.
 */
final class EventReader {
  private static final int MOST_BYTES = 32 << 20;

  private final Sink sink;

  /** The beginning of an event whose end has not come; null where there is none. */
  private ByteBuf rest;

  private boolean closed;

  EventReader(Sink sink) {
    this.sink = sink;
  }

  /** Is given the lines of an event; they are good for the call only. */
  interface Sink {
    void onMessage(ByteBuf bytes, int from, int to);

    /** An event is longer than any may be. */
    void onBroken(String why);
  }

  /** Reads all of them; they stay the caller's. */
  void read(ByteBuf bytes) {
    if (rest == null) {
      int at = readEvents(bytes, bytes.readerIndex());
      if (!closed && at < bytes.writerIndex()) {
        rest = ByteBufAllocator.DEFAULT.buffer(bytes.writerIndex() - at);
        rest.writeBytes(bytes, at, bytes.writerIndex() - at);
      }
      return;
    }
    rest.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    int at = readEvents(rest, rest.readerIndex());
    if (closed) {
      return;
    }
    if (at == rest.writerIndex()) {
      rest.release();
      rest = null;
    } else {
      rest.readerIndex(at).discardSomeReadBytes();
      if (rest.readableBytes() > MOST_BYTES) {
        sink.onBroken("the server sent an event of more than " + MOST_BYTES + " bytes");
      }
    }
  }

  // Returns where the first event begins that is not whole.
  private int readEvents(ByteBuf bytes, int from) {
    int begin = from;
    int line = from;
    while (!closed) {
      int end = bytes.indexOf(line, bytes.writerIndex(), (byte) '\n');
      if (end < 0) {
        break;
      }
      boolean empty = end == line || (end == line + 1 && bytes.getByte(line) == '\r');
      if (empty) {
        sink.onMessage(bytes, begin, line);
        begin = end + 1;
      }
      line = end + 1;
    }
    return begin;
  }

  /** Gives back what it holds; nothing is read any more. */
  void close() {
    closed = true;
    if (rest != null) {
      rest.release();
      rest = null;
    }
  }
}
