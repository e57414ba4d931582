package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/** A WebSocket whose messages are what was published. What it misses it never hears. */
final class RawDialect extends Dialect {
  private final Map<String, String> headers;

  RawDialect(Way way, String subprotocol, Hearing hearing) {
    super(way, hearing);
    headers = subprotocolHeader(subprotocol);
  }

  static Map<String, String> subprotocolHeader(String subprotocol) {
    return subprotocol.isEmpty() ? Map.of() : Map.of("Sec-WebSocket-Protocol", subprotocol);
  }

  @Override
  Opening opening() {
    return new Opening(path(), true, headers);
  }

  @Override
  void greet(Line line) {
    hearing().onHears();
  }

  @Override
  public void onMessage(ByteBuf bytes, int from, int to) {
    hearing().onPayload(bytes, from, to);
  }
}
