package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;

/** Whoever owns a {@link Line}. Called on its loop. */
interface Ear {
  /** The handshake is done. */
  void onOpen(Line line);

  /** A whole text or binary message, or an event; the bytes are good for this call only. */
  void onMessage(ByteBuf bytes, int from, int to);

  /** Bytes were read; nothing more is there to be read for now. */
  void onReadEnd(int bytes);

  /** It is no more, or never was; called once, but not after {@link Line#close}. */
  void onClosed(String why);
}
