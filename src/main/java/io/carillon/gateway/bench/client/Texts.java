package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;

/** Looks for ASCII in bytes. */
final class Texts {
  private Texts() {}

  static boolean startsWith(ByteBuf bytes, int from, int to, byte[] text) {
    if (to - from < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (bytes.getByte(from + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the last of {@code text} begins; -1 when there is none. */
  static int lastIndexOf(ByteBuf bytes, int from, int to, byte[] text) {
    for (int at = to - text.length; at >= from; at--) {
      if (bytes.getByte(at) == text[0] && startsWith(bytes, at, to, text)) {
        return at;
      }
    }
    return -1;
  }

  /** The digits that stand there as a number; 0 when there are none. */
  static long number(ByteBuf bytes, int from, int to) {
    long value = 0;
    for (int at = from; at < to; at++) {
      int digit = bytes.getByte(at) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = 10 * value + digit;
    }
    return value;
  }
}
