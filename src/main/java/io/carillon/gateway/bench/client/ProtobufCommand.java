package io.carillon.gateway.bench.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a message of Protobuf, off the path of every message. Confined to its thread. */
final class ProtobufCommand {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtobufCommand field(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  ProtobufCommand field(int field, String value) {
    return field(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtobufCommand field(int field, ProtobufCommand message) {
    return field(field, message.bytes());
  }

  /** One more message, behind its length. */
  ProtobufCommand delimited(ProtobufCommand message) {
    varint(message.out.size());
    out.writeBytes(message.bytes());
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private ProtobufCommand field(int field, byte[] value) {
    varint((long) field << 3 | BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) rest | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
