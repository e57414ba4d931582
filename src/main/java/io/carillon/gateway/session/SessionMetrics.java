package io.carillon.gateway.session;

/** Counts the sessions of a node. From any thread. */
public interface SessionMetrics {
  /** Counts nothing. */
  SessionMetrics NONE = (kind, route) -> ClientMetrics.NONE;

  /** What the sessions of one kind that came by one route count with. */
  ClientMetrics of(Kind kind, String route);

  /** What a client speaks. */
  enum Kind {
    CENTRIFUGE,
    CENTRIFUGE_SSE,
    CENTRIFUGE_HTTP_STREAM,
    WEBSOCKET,
    SSE
  }
}
