package io.carillon.gateway.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoded text, RFC 3986 section 2.1. Stateless. */
final class PercentText {
  private static final int ESCAPE = 3;

  private PercentText() {}

  /**
   * Whether {@link #decode} would give a text; without an allocation unless there is a percent
   * sign.
   */
  static boolean isSound(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        return decode(text, from, to) != null;
      }
      if (!isPlain(c)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The text meant; null when it is no ASCII, when an escape is cut short, and when it is no UTF-8.
   */
  static String decode(String text, int from, int to) {
    byte[] bytes = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int octet = c == '%' ? octet(text, i, to) : c;
      if (octet < 0 || (c != '%' && !isPlain(c))) {
        return null;
      }
      bytes[length++] = (byte) octet;
      i += c == '%' ? ESCAPE - 1 : 0;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException malformed) {
      return null;
    }
  }

  /** The octet that the escape at {@code at} stands for; -1 when it is none. */
  static int octet(String text, int at, int to) {
    if (at + ESCAPE > to) {
      return -1;
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    // Digits of other scripts count as digits to Java.
    boolean ascii = text.charAt(at + 1) < 128 && text.charAt(at + 2) < 128;
    return high < 0 || low < 0 || !ascii ? -1 : high << 4 | low;
  }

  private static boolean isPlain(char c) {
    return c > ' ' && c < 127;
  }
}
