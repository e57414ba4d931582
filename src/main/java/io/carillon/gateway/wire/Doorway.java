package io.carillon.gateway.wire;

/** An endpoint to which handshakes may come past Vert.x. Confined to its loop. */
public interface Doorway {
  /**
   * Takes a handshake if there is nothing to say against it.
   *
   * @return false when it is as it was, and has to be handled as any request
   */
  boolean enter(HandshakeHead head);
}
