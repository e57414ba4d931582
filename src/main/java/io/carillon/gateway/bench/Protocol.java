package io.carillon.gateway.bench;

import java.util.Locale;
import java.util.Optional;

/** What is spoken with the server. */
public enum Protocol {
  /** The Centrifuge client protocol v2 in JSON; recovers what a broken connection missed. */
  CENTRIFUGE_JSON,
  /** The same in Protobuf. */
  CENTRIFUGE_PROTOBUF,
  /** A WebSocket whose messages are taken as they are. */
  RAW,
  /** Server-sent events; goes on at the last id it heard. */
  SSE,
  /** Socket.IO 5 on Engine.IO 4 over WebSocket: connects, answers pings, receives. */
  SOCKETIO;

  /** As people write it, like {@code centrifuge-json}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a client of it asks for what it missed. */
  public boolean recovers() {
    return this == CENTRIFUGE_JSON || this == CENTRIFUGE_PROTOBUF || this == SSE;
  }

  /** What is usually spoken at a URL; empty when it does not tell. */
  public static Optional<Protocol> guess(String url) {
    int question = url.indexOf('?');
    String path = question < 0 ? url : url.substring(0, question);
    if (path.endsWith("/connection/websocket")) {
      return Optional.of(CENTRIFUGE_JSON);
    }
    if (path.endsWith("/socket.io/") || path.endsWith("/socket.io")) {
      return Optional.of(SOCKETIO);
    }
    if (path.endsWith("/subscribe")) {
      return Optional.of(url.startsWith("http") ? SSE : RAW);
    }
    return Optional.empty();
  }
}
