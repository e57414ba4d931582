package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.protocol.JsonText;
import io.carillon.gateway.pubsub.PublishRequest;
import io.carillon.gateway.pubsub.Subscribed;
import io.carillon.gateway.wire.Frames;
import io.carillon.gateway.wire.WebSocketConnection;
import io.carillon.gateway.wire.WebSocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plain WebSocket: hears raw publications; where its route allows it, what it sends is published
 * to its channels.
 */
final class RawSession extends SocketSession implements WebSocketListener {
  private final List<Channel> publishTo;
  private final PushEncoder encoder;

  /** Channels of its request that it does not hear yet; null once it has been answered. */
  private Set<Channel> unheard = Set.of();

  private boolean awaitingPong;

  /**
   * @param publishTo where its messages go; empty when its route takes none
   * @param encoder of what it hears
   */
  RawSession(
      LoopServices services,
      Origin origin,
      ClientInfo info,
      WebSocketConnection connection,
      List<Channel> publishTo,
      PushEncoder encoder) {
    super(services, origin, info, connection);
    this.publishTo = publishTo;
    this.encoder = encoder;
    connection.holdAnswer();
    if (!register(info)) {
      loop().execute(() -> disconnect(CloseCode.CONNECTION_LIMIT));
    }
  }

  /**
   * Begins to hear these channels; the client learns that it is connected when it hears them all.
   *
   * @param grants what it is granted in some of them
   */
  void listenTo(List<Channel> channels, Map<Channel, Grant> grants) {
    unheard = new HashSet<>(channels);
    unheard.removeIf(subscriptions()::isLive);
    ServerSubscriptions.beginAtOnce(this, channels, grants, Map.of());
    answerIfAllAreHeard();
  }

  private void answerIfAllAreHeard() {
    if (unheard != null && unheard.isEmpty()) {
      unheard = null;
      outlet().flush();
    }
  }

  /** What comes of one channel does not let the answer go before another is heard. */
  @Override
  void flush() {
    if (unheard == null) {
      super.flush();
    }
  }

  @Override
  public void onText(ByteBuf message) {
    tally().in(message.readableBytes());
    publish(JsonText.classify(ByteBufUtil.getBytes(message)));
  }

  @Override
  public void onBinary(ByteBuf message) {
    tally().in(message.readableBytes());
    publish(new Payload(Payload.Kind.BINARY, ByteBufUtil.getBytes(message)));
  }

  private void publish(Payload payload) {
    if (publishTo.isEmpty()) {
      disconnect(CloseCode.POLICY_VIOLATION);
      return;
    }
    if (charge(true) != Allowance.Verdict.GRANTED) {
      disconnect(CloseCode.TRY_AGAIN_LATER);
      return;
    }
    for (Channel channel : publishTo) {
      await(
          services().pubSub().publish(channel, payload, PublishRequest.of(info())),
          result -> {
            if (result.failed()) {
              onFailedPublish(result.cause());
            }
          });
    }
  }

  // There is no frame to refuse one message with: the client learns from the close code.
  private void onFailedPublish(Throwable cause) {
    switch (GatewayException.codeOf(cause)) {
      case TOO_MANY_REQUESTS -> disconnect(CloseCode.TRY_AGAIN_LATER);
      case BAD_REQUEST -> disconnect(CloseCode.MESSAGE_TOO_BIG);
      default -> {
        onFailedCommand(cause);
        disconnect(CloseCode.SERVER_ERROR);
      }
    }
  }

  @Override
  PushEncoder encoder() {
    return encoder;
  }

  @Override
  void onGap(Subscription subscription) {
    disconnect(CloseCode.INSUFFICIENT_STATE);
  }

  @Override
  void onSubscribedByServer(Subscription subscription, Subscribed subscribed) {
    subscription.goLive(subscribed.top()); // raw means raw: there is no frame to say so
    if (unheard != null && unheard.contains(subscription.channel())) {
      unheard.remove(subscription.channel());
      answerIfAllAreHeard();
    }
  }

  @Override
  void onUnsubscribed(Channel channel, UnsubscribeCode code) {}

  @Override
  public void onPing() {
    onControlFrame();
  }

  @Override
  public void onPong() {
    onControlFrame();
    awaitingPong = false;
  }

  @Override
  void onPingDue() {
    awaitingPong = true;
    outlet().write(Frames.ping());
  }

  @Override
  void onPongDue() {
    if (awaitingPong) {
      disconnect(CloseCode.NO_PONG);
    }
  }

  @Override
  void shutDown() {
    disconnect(CloseCode.SERVICE_RESTART);
  }
}
