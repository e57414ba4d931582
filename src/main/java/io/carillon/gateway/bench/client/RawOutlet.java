package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;

/** Publishes as messages of a plain WebSocket, which nobody answers. */
final class RawOutlet extends LineOutlet {
  RawOutlet(Endpoint endpoint, String path, String subprotocol, Answers answers) {
    super(endpoint, path, subprotocol, answers);
  }

  @Override
  public boolean isAcknowledged() {
    return false;
  }

  @Override
  public void onOpen(Line line) {
    ready();
  }

  @Override
  public void publish(long ticket, String channel, ByteBuf message) {
    int length = message.readableBytes();
    line().write(line().text(length).writeBytes(message, message.readerIndex(), length));
    answers().onAccepted(ticket);
  }

  @Override
  public void onMessage(ByteBuf bytes, int from, int to) {
    // its own publications, where it hears them
  }
}
