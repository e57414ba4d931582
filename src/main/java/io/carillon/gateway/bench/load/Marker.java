package io.carillon.gateway.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * What each message begins with, as text that goes through any envelope unharmed: {@code #cb}, the
 * run, the publisher, the channel, the sequence number and the time in hex digits, {@code #}. What
 * follows up to the wanted size is padding. Sequence numbers count from 1 for each publisher and
 * channel.
 */
final class Marker {
  static final int BYTES = 48;

  private static final int RUN = 3;
  private static final int PUBLISHER = RUN + 8;
  private static final int CHANNEL = PUBLISHER + 4;
  private static final int SEQUENCE = CHANNEL + 6;
  private static final int TIME = SEQUENCE + 10;
  private static final int END = TIME + 16;
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private Marker() {}

  /** Appends a whole message of {@code size} bytes, at least {@link #BYTES}. */
  static void write(
      ByteBuf out, int size, int run, int publisher, int channel, long sequence, long nanos) {
    out.writeByte('#').writeByte('c').writeByte('b');
    hex(out, run, 8);
    hex(out, publisher, 4);
    hex(out, channel, 6);
    hex(out, sequence, 10);
    hex(out, nanos, 16);
    out.writeByte('#');
    for (int i = BYTES; i < size; i++) {
      out.writeByte('x');
    }
  }

  /** Where the first of this run begins; -1 when there is none. */
  static int find(ByteBuf bytes, int from, int to, int run) {
    for (int at = from; to - at >= BYTES; at++) {
      at = bytes.indexOf(at, to - BYTES + 1, (byte) '#');
      if (at < 0) {
        return -1;
      }
      if (bytes.getByte(at + 1) == 'c'
          && bytes.getByte(at + 2) == 'b'
          && bytes.getByte(at + END) == '#'
          && (int) number(bytes, at + RUN, 8) == run) {
        return at;
      }
    }
    return -1;
  }

  static int publisher(ByteBuf bytes, int at) {
    return (int) number(bytes, at + PUBLISHER, 4);
  }

  static int channel(ByteBuf bytes, int at) {
    return (int) number(bytes, at + CHANNEL, 6);
  }

  static long sequence(ByteBuf bytes, int at) {
    return number(bytes, at + SEQUENCE, 10);
  }

  static long nanos(ByteBuf bytes, int at) {
    return number(bytes, at + TIME, 16);
  }

  private static void hex(ByteBuf out, long value, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      out.writeByte(DIGITS[(int) (value >>> shift) & 0xF]);
    }
  }

  // What is no digit counts as something; a marker that was harmed has a wrong run, or is lost.
  private static long number(ByteBuf bytes, int at, int digits) {
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = bytes.getByte(i);
      value = (value << 4) | ((digit <= '9' ? (digit - '0') : (digit - 'a' + 10)) & 0xF);
    }
    return value;
  }
}
