package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.wire.Frames;
import io.carillon.gateway.wire.WebSocketConnection;
import io.carillon.gateway.wire.WebSocketListener;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** The Centrifuge protocol on a WebSocket: one message or more in each frame, both ways. */
final class CentrifugeSocket extends CentrifugeSession implements WebSocketListener {
  private final boolean framePings;

  /**
   * @param channels that the server subscribes the client to
   * @param framePings whether the client wants WebSocket pings instead of those of the protocol
   */
  CentrifugeSocket(
      LoopServices services,
      Origin origin,
      WebSocketConnection connection,
      CentrifugeForm form,
      List<Channel> channels,
      boolean framePings) {
    super(services, origin, connection, form, channels);
    this.framePings = framePings;
  }

  @Override
  public void onText(ByteBuf message) {
    take(message, true);
  }

  @Override
  public void onBinary(ByteBuf message) {
    take(message, false);
  }

  private void take(ByteBuf message, boolean text) {
    if (text == form().isText()) {
      onMessage(message);
    } else {
      disconnect(CloseCode.UNSUPPORTED_DATA);
    }
  }

  @Override
  public void onPing() {
    onControlFrame();
  }

  @Override
  public void onPong() {
    onControlFrame();
    if (framePings) {
      onAlive();
    }
  }

  @Override
  boolean pingsByTransport() {
    return framePings;
  }

  @Override
  void ping() {
    if (framePings) {
      outlet().write(Frames.ping());
    } else {
      super.ping();
    }
  }
}
