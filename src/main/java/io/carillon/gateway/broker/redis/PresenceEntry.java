package io.carillon.gateway.broker.redis;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A client in a channel, as bytes that sort by channel and then by client: all that is present in a
 * channel by one node is a range of one sorted set. Each part stands behind its length, six
 * hexadecimal digits, which a script can read as well.
 */
record PresenceEntry(Channel channel, ClientInfo info) {
  private static final int LENGTH_DIGITS = 6;
  private static final byte NOTHING = '-';

  /** How all entries of a channel begin, and no other. */
  static byte[] beginning(Channel channel) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    append(text(channel.name()), bytes);
    return bytes.toByteArray();
  }

  /** How the entry of a client in a channel begins, and no other. */
  static byte[] beginning(Channel channel, String client) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    append(text(channel.name()), bytes);
    append(text(client), bytes);
    return bytes.toByteArray();
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    append(text(channel.name()), bytes);
    append(text(info.client()), bytes);
    append(text(info.user()), bytes);
    append(info.connInfo(), bytes);
    append(info.chanInfo(), bytes);
    return bytes.toByteArray();
  }

  /** Takes {@link #bytes} apart; throws when they are anything else. */
  static PresenceEntry read(byte[] bytes) {
    Reader in = new Reader(bytes);
    Channel channel = new Channel(in.text());
    return new PresenceEntry(
        channel, new ClientInfo(in.text(), in.text(), in.payload(), in.payload()));
  }

  private static void append(byte[] part, ByteArrayOutputStream to) {
    to.writeBytes(text(String.format("%0" + LENGTH_DIGITS + "x", part.length)));
    to.writeBytes(part);
  }

  private static void append(Payload payload, ByteArrayOutputStream to) {
    if (payload == null) {
      to.write(NOTHING);
      return;
    }
    to.write(
        switch (payload.kind()) {
          case JSON -> 'j';
          case TEXT -> 't';
          case BINARY -> 'b';
        });
    append(payload.bytes(), to);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    String text() {
      byte[] part = part();
      return new String(part, StandardCharsets.UTF_8);
    }

    Payload payload() {
      byte kind = bytes[at++];
      return switch (kind) {
        case NOTHING -> null;
        case 'j' -> new Payload(Payload.Kind.JSON, part());
        case 't' -> new Payload(Payload.Kind.TEXT, part());
        case 'b' -> new Payload(Payload.Kind.BINARY, part());
        default -> throw new IllegalArgumentException("no payload is of kind " + kind);
      };
    }

    private byte[] part() {
      String digits = new String(bytes, at, LENGTH_DIGITS, StandardCharsets.US_ASCII);
      int from = at + LENGTH_DIGITS;
      at = Math.addExact(from, Integer.parseInt(digits, 16));
      return java.util.Arrays.copyOfRange(bytes, from, at);
    }
  }
}
