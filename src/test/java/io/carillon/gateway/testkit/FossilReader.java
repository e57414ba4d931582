package io.carillon.gateway.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Applies deltas, written from the description of the format: refuses what is not in it. */
public final class FossilReader {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";

  private final byte[] origin;
  private final byte[] delta;
  private int at;

  private FossilReader(byte[] origin, byte[] delta) {
    this.origin = origin;
    this.delta = delta;
  }

  public static byte[] apply(byte[] origin, byte[] delta) {
    return new FossilReader(origin, delta).apply();
  }

  public static String apply(String origin, String delta) {
    byte[] made =
        apply(origin.getBytes(StandardCharsets.UTF_8), delta.getBytes(StandardCharsets.UTF_8));
    return new String(made, StandardCharsets.UTF_8);
  }

  private byte[] apply() {
    long size = number();
    expect('\n');
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    while (true) {
      long count = number();
      int command = delta[at++];
      if (command == '@') {
        long from = number();
        expect(',');
        made.write(origin, Math.toIntExact(from), Math.toIntExact(count));
      } else if (command == ':') {
        made.write(delta, at, Math.toIntExact(count));
        at += (int) count;
      } else if (command == ';') {
        check(count == checksum(made.toByteArray()), "checksum");
        check(size == made.size(), "size");
        check(at == delta.length, "rest");
        return made.toByteArray();
      } else {
        check(false, "command " + command);
      }
      check(made.size() <= size, "more than was told");
    }
  }

  private long number() {
    long number = 0;
    int digits = 0;
    for (int digit; (digit = DIGITS.indexOf(delta[at])) >= 0; at++, digits++) {
      number = (number << 6) + digit;
    }
    check(digits > 0, "no number");
    return number;
  }

  private void expect(int sign) {
    check(delta[at++] == sign, "wanted " + (char) sign);
  }

  private static long checksum(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += (bytes[i] & 0xFFL) << (24 - 8 * (i % 4));
    }
    return sum & 0xFFFFFFFFL;
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException(what);
    }
  }
}
