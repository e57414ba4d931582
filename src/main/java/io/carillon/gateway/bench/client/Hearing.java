package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;

/** Whoever wants to know what arrives on a connection. Called on its loop. */
public interface Hearing {
  /** The handshake was answered, and it begins to subscribe. */
  void onOpen();

  /** From now on it hears what is published. */
  void onHears();

  /** Something that was published, perhaps several; the bytes are good for this call only. */
  void onPayload(ByteBuf bytes, int from, int to);

  /** The server said that it cannot bring what was missed. */
  void onUnrecovered();

  /** What was there to be read has been read. */
  void onReadEnd(int bytes);

  /** The connection is no more, or never was; called once for each {@link Dialect#dial}. */
  void onEnd(String why);
}
