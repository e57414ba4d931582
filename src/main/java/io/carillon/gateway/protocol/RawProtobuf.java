package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.Payload;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One Protobuf message, its fields found but not taken apart: what {@link RawJson} is for JSON.
 * Where its fields begin and end is checked at once, what is in them when somebody asks. A field
 * that comes twice counts the last time; those with numbers over {@value #MAX_FIELD} are passed
 * over, as no command has any that we know. Groups, which proto3 does not have, are refused.
 */
final class RawProtobuf {
  private static final int MAX_FIELD = 15;

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final byte[] bytes;
  private final int start;
  private final int end;

  /** By number: the value of a varint, or where bytes begin (upper half) and end; lazily made. */
  private long[] values;

  /** Bit n tells that field n came as this. */
  private int varints;

  private int spans;
  private int others;

  /** Where the next byte is to be read, while the fields are looked for. */
  private int at;

  private RawProtobuf(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.at = start;
  }

  /**
   * Reads messages that follow each other, each behind its length.
   *
   * @throws MalformedMessage when anything else is among them, or nothing is there
   */
  static List<RawProtobuf> delimited(byte[] bytes) {
    List<RawProtobuf> all = new ArrayList<>(1);
    RawProtobuf whole = new RawProtobuf(bytes, 0, bytes.length);
    while (whole.at < bytes.length) {
      all.add(message(bytes, whole.span()));
    }
    if (all.isEmpty()) {
      throw new MalformedMessage("empty message");
    }
    return all;
  }

  /** Whether nothing stands in it, not even something we do not know. */
  boolean isEmpty() {
    return start == end;
  }

  /** A string; empty when it is left out. */
  String string(int field) {
    return is(field, BYTES) ? text(values[field]) : "";
  }

  /** A boolean; false when it is left out. */
  boolean bool(int field) {
    return is(field, VARINT) && values[field] != 0;
  }

  /** An integer within bounds; 0 when it is left out. */
  long integer(int field, long least, long most) {
    if (!is(field, VARINT)) {
      return 0;
    }
    if (values[field] < least || values[field] > most) {
      throw new MalformedMessage("field " + field + " is out of bounds");
    }
    return values[field];
  }

  /** A message; null when it is left out. */
  RawProtobuf message(int field) {
    return is(field, BYTES) ? message(bytes, values[field]) : null;
  }

  /** Bytes, of which nobody said what they are; null when they are left out. */
  Payload payload(int field) {
    return is(field, BYTES) ? JsonText.ofBytes(bytes(field)) : null;
  }

  /** Bytes as they came; none when they are left out. */
  byte[] bytes(int field) {
    long span = is(field, BYTES) ? values[field] : 0;
    return Arrays.copyOfRange(bytes, from(span), to(span));
  }

  /** A map from strings to messages; empty when it is left out. */
  Map<String, RawProtobuf> entries(int field) {
    Map<String, RawProtobuf> entries = new HashMap<>();
    for (RawProtobuf entry : messages(field)) {
      RawProtobuf value = entry.message(2);
      entries.put(entry.string(1), value == null ? message(bytes, 0) : value);
    }
    return entries;
  }

  /** Strings of a field that may come many times. */
  List<String> strings(int field) {
    List<String> strings = new ArrayList<>();
    if (is(field, BYTES)) {
      new RawProtobuf(bytes, start, end).eachSpan(field, span -> strings.add(text(span)));
    }
    return strings;
  }

  /** Messages of a field that may come many times. */
  List<RawProtobuf> messages(int field) {
    List<RawProtobuf> messages = new ArrayList<>();
    if (is(field, BYTES)) {
      new RawProtobuf(bytes, start, end)
          .eachSpan(field, span -> messages.add(message(bytes, span)));
    }
    return messages;
  }

  /** Reads one message that is all of the bytes; fails as {@link #delimited} does. */
  static RawProtobuf message(byte[] bytes) {
    return message(bytes, bytes.length);
  }

  private static RawProtobuf message(byte[] bytes, long span) {
    RawProtobuf message = new RawProtobuf(bytes, from(span), to(span));
    message.eachSpan(0, none -> {});
    return message;
  }

  private interface Span {
    void take(long span);
  }

  // Finds all fields, and shows each place of one of them.
  private void eachSpan(int wanted, Span place) {
    while (at < end) {
      long tag = varint();
      int field = (int) (tag >>> 3);
      if (field == 0 || tag >>> 32 != 0) {
        throw new MalformedMessage("no field has this number");
      }
      int type = (int) tag & 7;
      long value = value(type);
      if (field <= MAX_FIELD) {
        keep(field, type, value);
      }
      if (field == wanted) {
        place.take(value);
      }
    }
  }

  private long value(int type) {
    return switch (type) {
      case VARINT -> varint();
      case BYTES -> span();
      case FIXED_64 -> skip(8);
      case FIXED_32 -> skip(4);
      default -> throw new MalformedMessage("no field of proto3 is of this type");
    };
  }

  private void keep(int field, int type, long value) {
    if (values == null) {
      values = new long[MAX_FIELD + 1];
    }
    values[field] = value;
    switch (type) {
      case VARINT -> varints |= 1 << field;
      case BYTES -> spans |= 1 << field;
      default -> others |= 1 << field;
    }
  }

  private boolean is(int field, int type) {
    int bit = 1 << field;
    if (((others | (type == VARINT ? spans : varints)) & bit) != 0) {
      throw new MalformedMessage("field " + field + " is of another type");
    }
    return ((varints | spans) & bit) != 0;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
      byte next = bytes[at++];
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedMessage("a number that does not end");
  }

  private long span() {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new MalformedMessage("longer than what is there");
    }
    int from = at;
    at += (int) length;
    return (long) from << 32 | at;
  }

  private long skip(int count) {
    if (count > end - at) {
      throw new MalformedMessage("longer than what is there");
    }
    at += count;
    return 0;
  }

  private String text(long span) {
    int from = from(span);
    int length = to(span) - from;
    if (!ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes, from, length), StandardCharsets.UTF_8)) {
      throw new MalformedMessage("not UTF-8");
    }
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  private static int from(long span) {
    return (int) (span >>> 32);
  }

  private static int to(long span) {
    return (int) span;
  }
}
