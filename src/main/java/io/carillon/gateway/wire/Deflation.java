package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.zip.Deflater;

/**
 * Compresses messages, each by itself, RFC 7692 section 7.2.1. Owned by a {@link
 * PermessageDeflate}; confined to its loop.
 */
public final class Deflation {
  /** What a flush ends with and nobody sends. */
  private static final int TAIL_BYTES = 4;

  /** From here on time counts more than the last tenth of the bytes: the loop waits for it. */
  private static final int LARGE_BYTES = 16 * 1024;

  /** More would hold up the loop for over ten milliseconds or so. */
  private static final int MOST_BYTES = 1 << 20;

  /** Null until they are needed. */
  private Deflater thorough;

  private Deflater quick;

  /**
   * Puts the compressed form of the last frame in a buffer in its place, unless that is not
   * smaller, or the frame has more than a MiB.
   *
   * @param out not owned; ends with a data frame that is a whole message, without extensions
   * @param start of that frame
   */
  public void compress(ByteBuf out, int start) {
    int payload = start + Frames.headerBytes(out, start);
    int size = out.writerIndex() - payload;
    if (size > MOST_BYTES) {
      return;
    }
    // If it does not fit in there it has not become smaller.
    ByteBuf compressed = ByteBufAllocator.DEFAULT.heapBuffer(size + TAIL_BYTES);
    try {
      int bytes = deflate(out, payload, size, compressed) - TAIL_BYTES;
      if (bytes < size) {
        int firstByte = out.getUnsignedByte(start);
        out.writerIndex(start);
        Frames.writeCompressedHeader(out, firstByte, bytes);
        out.writeBytes(compressed.array(), compressed.arrayOffset(), bytes);
      }
    } finally {
      compressed.release();
    }
  }

  private int deflate(ByteBuf from, int index, int size, ByteBuf to) {
    Deflater deflater = size < LARGE_BYTES ? thorough() : quick();
    deflater.setInput(from.nioBuffer(index, size));
    try {
      return deflater.deflate(to.array(), to.arrayOffset(), size + TAIL_BYTES, Deflater.SYNC_FLUSH);
    } finally {
      deflater.reset(); // the next message knows nothing of this one
    }
  }

  private Deflater thorough() {
    thorough = thorough == null ? new Deflater(Deflater.DEFAULT_COMPRESSION, true) : thorough;
    return thorough;
  }

  private Deflater quick() {
    quick = quick == null ? new Deflater(Deflater.BEST_SPEED, true) : quick;
    return quick;
  }

  void close() {
    if (thorough != null) {
      thorough.end();
      thorough = null;
    }
    if (quick != null) {
      quick.end();
      quick = null;
    }
  }
}
