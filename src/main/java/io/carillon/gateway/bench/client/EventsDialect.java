package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Server-sent events, which go on behind the last id that was heard. */
final class EventsDialect extends Dialect {
  private static final byte[] ID = "id:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESET = "event: reset".getBytes(StandardCharsets.US_ASCII);

  /** Empty before the first. */
  private byte[] lastId = new byte[0];

  private int lastIdLength;

  EventsDialect(Way way, Hearing hearing) {
    super(way, hearing);
  }

  @Override
  Opening opening() {
    String id = new String(lastId, 0, lastIdLength, StandardCharsets.UTF_8).strip();
    return new Opening(path(), false, id.isEmpty() ? Map.of() : Map.of("Last-Event-ID", id));
  }

  @Override
  void greet(Line line) {
    hearing().onHears();
  }

  @Override
  public void onMessage(ByteBuf bytes, int from, int to) {
    boolean data = false;
    for (int at = from; at < to; ) {
      int newline = bytes.indexOf(at, to, (byte) '\n');
      int end = newline < 0 ? to : newline;
      if (Texts.startsWith(bytes, at, end, ID)) {
        keepId(bytes, at + ID.length, end);
      } else if (Texts.startsWith(bytes, at, end, DATA)) {
        data = true;
      } else if (Texts.startsWith(bytes, at, end, RESET)) {
        hearing().onUnrecovered();
        return;
      }
      at = end + 1;
    }
    if (data) {
      hearing().onPayload(bytes, from, to);
    }
  }

  private void keepId(ByteBuf bytes, int from, int to) {
    lastIdLength = to - from;
    if (lastId.length < lastIdLength) {
      lastId = new byte[lastIdLength + 16];
    }
    bytes.getBytes(from, lastId, 0, lastIdLength);
  }
}
