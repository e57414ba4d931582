package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;

/**
 * What a WebSocket tells its owner. All calls on the channel's loop; none after {@link #onClosed}.
 */
public interface WebSocketListener {
  /**
   * A whole text message, valid UTF-8.
   *
   * @param message valid until the method returns, not owned
   */
  void onText(ByteBuf message);

  /**
   * A whole binary message.
   *
   * @param message valid until the method returns, not owned
   */
  void onBinary(ByteBuf message);

  /** A ping, which is answered unless this closes the connection. */
  default void onPing() {}

  /** An answer to a ping, or a pong out of the blue. */
  void onPong();

  /** The socket is gone, whoever ended it. Once. */
  void onClosed();
}
