package io.carillon.gateway.proxy.tally;

/** Which of the times that a pool gives was over. */
public enum TimeoutKind {
  /** Connecting took too long. */
  CONNECT,
  /** The answer to a WebSocket handshake did not come. */
  HANDSHAKE,
  /** Nothing moved in a request or its answer. */
  RESPONSE,
  /** Nothing moved in a link. */
  TUNNEL,
  /** A link was as old as it may become. */
  MAX_AGE
}
