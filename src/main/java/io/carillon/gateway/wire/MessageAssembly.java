package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * A message that comes in fragments, RFC 6455 section 5.4. Lives from its first fragment to its
 * last; whoever made it delivers or releases it. The order of fragments is the decoder's to check.
 */
final class MessageAssembly {
  private final boolean text;
  private final ByteBuf bytes = Unpooled.buffer(0);

  MessageAssembly(WebSocketFrame first) {
    text = first instanceof TextWebSocketFrame;
  }

  int size() {
    return bytes.readableBytes();
  }

  void append(WebSocketFrame fragment) {
    bytes.writeBytes(
        fragment.content(), fragment.content().readerIndex(), fragment.content().readableBytes());
  }

  void deliver(WebSocketListener listener) {
    try {
      deliver(text, bytes, listener);
    } finally {
      release();
    }
  }

  void release() {
    bytes.release();
  }

  /** Delivers a message that came whole. */
  static void deliver(WebSocketFrame whole, ByteBuf content, WebSocketListener listener) {
    deliver(whole instanceof TextWebSocketFrame, content, listener);
  }

  private static void deliver(boolean text, ByteBuf content, WebSocketListener listener) {
    if (text) {
      listener.onText(content);
    } else {
      listener.onBinary(content);
    }
  }
}
