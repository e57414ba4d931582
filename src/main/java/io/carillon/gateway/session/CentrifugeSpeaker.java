package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.protocol.Reply;
import io.carillon.gateway.pubsub.Subscribed;
import io.carillon.gateway.wire.Outlet;
import java.util.UUID;

/**
 * What a client of the Centrifuge protocol is told, in its form: replies, and pushes that no
 * command of its own asked for. The half of a {@link CentrifugeSession} that speaks; confined to
 * its event loop.
 */
abstract class CentrifugeSpeaker extends SocketSession {
  private final CentrifugeForm form;

  /**
   * @param form of what is written to {@code outlet}
   */
  CentrifugeSpeaker(LoopServices services, Origin origin, Outlet outlet, CentrifugeForm form) {
    super(services, origin, new ClientInfo(UUID.randomUUID().toString(), "", null, null), outlet);
    this.form = form;
  }

  /** What it speaks. */
  final CentrifugeForm form() {
    return form;
  }

  void write(Reply reply) {
    outlet().write(form.reply(reply));
  }

  /** Refuses a command, whatever went wrong with it. */
  void refuse(int id, Throwable cause) {
    ErrorCode code = GatewayException.codeOf(cause);
    if (code == ErrorCode.INTERNAL) {
      onFailedCommand(cause);
    }
    write(new Reply.Failure(id, code));
  }

  @Override
  PushEncoder encoder() {
    return form.pushes();
  }

  @Override
  void onGap(Subscription subscription) {
    Channel channel = subscription.channel();
    if (subscription.byServer()) {
      disconnect(CloseCode.INSUFFICIENT_STATE); // the client recovers those when it connects again
    } else if (subscriptions().end(channel)) {
      onUnsubscribed(channel, UnsubscribeCode.INSUFFICIENT_STATE);
    }
  }

  @Override
  void onSubscribedByServer(Subscription subscription, Subscribed subscribed) {
    write(
        new Reply.SubscribePush(
            subscription.channel().name(), Results.subscribe(subscription, subscribed)));
    subscription.goLive(subscribed.top());
  }

  @Override
  void onUnsubscribed(Channel channel, UnsubscribeCode code) {
    write(new Reply.UnsubscribePush(channel.name(), code));
  }

  @Override
  void onExpired(Subscription subscription) {
    if (subscription.byServer()) {
      super.onExpired(subscription);
    } else {
      subscriptions().endByServer(subscription.channel(), UnsubscribeCode.EXPIRED);
    }
  }

  @Override
  void onRefreshedByServer(int ttlSeconds) {
    write(new Reply.RefreshPush(ttlSeconds));
  }

  /** Asks for a sign of life. */
  void ping() {
    outlet().write(form.ping());
  }
}
