package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;

/**
 * Walks over the fields of one Protobuf message, where it lies. What is cut ends the walk: a bench
 * counts what it does not find. Used up by one walk; confined to its thread.
 */
final class ProtobufFields {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;

  private final ByteBuf bytes;
  private final int to;
  private int at;

  private int field;
  private long value;
  private int from;

  ProtobufFields(ByteBuf bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /** The message in the current field. */
  ProtobufFields message() {
    return new ProtobufFields(bytes, from, at);
  }

  /** Goes to the next field; false behind the last. */
  boolean next() {
    if (at >= to) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    switch ((int) tag & 7) {
      case VARINT -> value = varint();
      case BYTES -> span();
      case FIXED_64 -> at += Long.BYTES;
      default -> at += Integer.BYTES;
    }
    return at <= to;
  }

  /** Goes to the next message of those that follow each other behind their lengths. */
  boolean nextDelimited() {
    if (at >= to) {
      return false;
    }
    span();
    return at <= to;
  }

  int field() {
    return field;
  }

  /** The current field as a number. */
  long number() {
    return value;
  }

  /** Where the bytes of the current field begin. */
  int from() {
    return from;
  }

  /** Where the current field ends. */
  int end() {
    return at;
  }

  private void span() {
    long length = varint();
    from = at;
    at = length < 0 || length > to - at ? to + 1 : at + (int) length;
  }

  private long varint() {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE && at < to; shift += 7) {
      byte next = bytes.getByte(at++);
      number |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return number;
      }
    }
    at = to + 1;
    return 0;
  }
}
