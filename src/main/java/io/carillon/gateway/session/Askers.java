package io.carillon.gateway.session;

import io.carillon.gateway.backend.Asker;
import io.carillon.gateway.channel.Payload;
import java.util.Map;

/** Clients as backends are told of them, in the words of Centrifugo's proxy. */
final class Askers {
  private Askers() {}

  /** The client, with the headers of its handshake. */
  static Asker of(CentrifugeSession session) {
    return of(session, Map.of());
  }

  /** The same with headers that it sends with a command. */
  static Asker of(CentrifugeSession session, Map<String, String> emulated) {
    Payload meta = session.tenure() == null ? null : session.tenure().meta();
    return new Asker(
        session.info().client(),
        transport(session.origin().kind()),
        session.form().protocol(),
        session.info().user(),
        meta,
        session.services().backends().headersWith(session.origin().headers(), emulated));
  }

  private static String transport(SessionMetrics.Kind kind) {
    return switch (kind) {
      case CENTRIFUGE, WEBSOCKET -> "websocket";
      case CENTRIFUGE_SSE, SSE -> "sse";
      case CENTRIFUGE_HTTP_STREAM -> "http_stream";
    };
  }
}
