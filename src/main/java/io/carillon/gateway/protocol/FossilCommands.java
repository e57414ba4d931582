package io.carillon.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The commands of one delta as Fossil writes them: numbers in base 64, then a sign that says what
 * they mean. Writes no more than it may. Confined to its thread.
 */
final class FossilCommands {
  private static final byte[] DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
          .getBytes(StandardCharsets.US_ASCII);

  private final int most;
  private byte[] out = new byte[128];
  private int size;

  /**
   * @param most bytes
   */
  FossilCommands(int most) {
    this.most = most;
  }

  /** The size of what is made. */
  void begin(int length) {
    number(length);
    sign('\n');
  }

  /** The next so many bytes are those of the origin at a place. */
  void copy(int from, int length) {
    number(length);
    sign('@');
    number(from);
    sign(',');
  }

  /** The next bytes are these; nothing is written when there are none. */
  void insert(byte[] source, int from, int to) {
    if (from == to) {
      return;
    }
    number(to - from);
    sign(':');
    if (fits(to - from)) {
      reserve(to - from);
      System.arraycopy(source, from, out, size, to - from);
    }
    size += to - from;
  }

  /** The checksum of what is made; false when all that does not fit. */
  boolean end(byte[] made) {
    number(checksum(made));
    sign(';');
    return size <= most;
  }

  /** Whether so many bytes still fit. */
  boolean fits(int bytes) {
    return size + bytes <= most;
  }

  byte[] bytes() {
    return Arrays.copyOf(out, size);
  }

  // Unsigned.
  private void number(int value) {
    int digits = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 5) / 6);
    for (int shift = 6 * (digits - 1); shift >= 0; shift -= 6) {
      sign(DIGITS[(value >>> shift) & 0x3F]);
    }
  }

  private void sign(int one) {
    if (fits(1)) {
      reserve(1);
      out[size] = (byte) one;
    }
    size++;
  }

  private void reserve(int bytes) {
    if (size + bytes > out.length) {
      out = Arrays.copyOf(out, Math.max(size + bytes, 2 * out.length));
    }
  }

  // The sum of big-endian words of four bytes, the last one filled up with zeros.
  private static int checksum(byte[] bytes) {
    int sum = 0;
    int index = 0;
    for (; index + 4 <= bytes.length; index += 4) {
      sum +=
          (bytes[index] << 24)
              + ((bytes[index + 1] & 0xFF) << 16)
              + ((bytes[index + 2] & 0xFF) << 8)
              + (bytes[index + 3] & 0xFF);
    }
    for (int shift = 24; index < bytes.length; index++, shift -= 8) {
      sum += (bytes[index] & 0xFF) << shift;
    }
    return sum;
  }
}
