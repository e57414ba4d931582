package io.carillon.gateway.session;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Publications as server-sent events, without their id, which differs from client to client. Text
 * becomes {@code data} lines, binary is Base64. Joins and leaves have no form here.
 */
final class SseEvents {
  /** Events of the default type, which {@code EventSource.onmessage} hears. */
  static final PushEncoder PLAIN =
      PushEncoder.named("sse", (event, out) -> encode(event, out, false));

  /** Events named after their channel, for clients that listen to several and tell them apart. */
  static final PushEncoder NAMED =
      PushEncoder.named("sse", (event, out) -> encode(event, out, true));

  private static final byte[] DATA = ascii("data: ");
  private static final byte[] EVENT = ascii("event: ");

  private SseEvents() {}

  private static void encode(ChannelEvent event, ByteBuf out, boolean named) {
    if (event instanceof Publication publication) {
      if (named) {
        out.writeBytes(EVENT);
        out.writeCharSequence(event.channel().name(), StandardCharsets.UTF_8);
        out.writeByte('\n');
      }
      writeLines(publication.data(), out);
      out.writeByte('\n');
    }
  }

  private static void writeLines(Payload data, ByteBuf out) {
    byte[] bytes =
        data.kind() == Payload.Kind.BINARY
            ? Base64.getEncoder().encode(data.bytes())
            : data.bytes();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean carriageReturn = bytes[i] == '\r';
      if (carriageReturn || bytes[i] == '\n') {
        writeLine(bytes, from, i, out);
        i += carriageReturn && i + 1 < bytes.length && bytes[i + 1] == '\n' ? 1 : 0;
        from = i + 1;
      }
    }
    writeLine(bytes, from, bytes.length, out);
  }

  private static void writeLine(byte[] bytes, int from, int to, ByteBuf out) {
    out.writeBytes(DATA);
    out.writeBytes(bytes, from, to - from);
    out.writeByte('\n');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
