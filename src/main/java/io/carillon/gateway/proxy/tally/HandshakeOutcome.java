package io.carillon.gateway.proxy.tally;

/** What a target made of a WebSocket handshake that it was given. */
public enum HandshakeOutcome {
  /** A link began. */
  ACCEPTED,
  /** It answered with another status, which the client got. */
  DECLINED,
  /** Its answer was none. */
  MALFORMED,
  /** It hung up. */
  LOST,
  /** Not answered within the handshake timeout. */
  TIMEOUT,
  /** The client was gone before the answer. */
  ABANDONED
}
