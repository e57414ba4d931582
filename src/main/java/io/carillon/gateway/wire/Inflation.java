package io.carillon.gateway.wire;

import io.carillon.gateway.error.CloseCode;
import io.netty.buffer.ByteBuf;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses messages, each by itself, RFC 7692 section 7.2.2. Owned by a {@link
 * PermessageDeflate}; confined to its loop.
 */
final class Inflation {
  /**
   * What senders leave out, and behind it an empty last block: that is read as such only where a
   * block may begin, so that a message that was cut off is told from a whole one.
   */
  private static final byte[] TAIL = {0, 0, -1, -1, 1, 0, 0, -1, -1};

  /** Section 7.2.3.4 allows to end streams within a message; each costs more than its two bytes. */
  private static final int MOST_STREAMS = 1_000;

  private static final int FIRST_BYTES = 1_024;

  /** Null until it is needed. */
  private Inflater inflater;

  /**
   * Decompresses one message.
   *
   * @param message on the heap, not empty; not owned, but appended to
   * @param most that it may have in the end; of more no byte is made
   * @param out on the heap, empty, not owned
   * @return why it cannot be had; null when {@code out} has it
   */
  CloseCode inflate(ByteBuf message, int most, ByteBuf out) {
    inflater = inflater == null ? new Inflater(true) : inflater;
    message.writeBytes(TAIL);
    try {
      int streams = 0;
      int rest = message.readableBytes();
      while (rest > 0) {
        if (streams++ == MOST_STREAMS) {
          return CloseCode.MESSAGE_TOO_BIG;
        }
        int from = message.arrayOffset() + message.writerIndex() - rest;
        inflater.setInput(message.array(), from, rest);
        if (!inflateStream(most, out)) {
          return out.readableBytes() > most
              ? CloseCode.MESSAGE_TOO_BIG
              : CloseCode.INVALID_PAYLOAD_DATA;
        }
        rest = inflater.getRemaining();
        inflater.reset();
      }
      return null;
    } catch (DataFormatException broken) {
      // The frames are right, what they carry is not: so it is not 1002.
      return CloseCode.INVALID_PAYLOAD_DATA;
    } finally {
      inflater.reset();
    }
  }

  /** Returns whether it came to an end, without a byte too many. */
  private boolean inflateStream(int most, ByteBuf out) throws DataFormatException {
    while (!inflater.finished()) {
      // One byte more than is allowed tells that there is more.
      int room =
          Math.min(Math.max(FIRST_BYTES, out.readableBytes()), most + 1 - out.readableBytes());
      out.ensureWritable(room);
      int made = inflater.inflate(out.array(), out.arrayOffset() + out.writerIndex(), room);
      out.writerIndex(out.writerIndex() + made);
      if (out.readableBytes() > most || (made == 0 && !inflater.finished())) {
        return false;
      }
    }
    return true;
  }

  void close() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}
