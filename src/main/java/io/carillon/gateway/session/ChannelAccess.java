package io.carillon.gateway.session;

import io.carillon.gateway.auth.Permissions;
import io.carillon.gateway.auth.Principal;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.BackendConfig;
import io.carillon.gateway.config.ChannelPolicy;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.pubsub.PubSub;
import java.util.Optional;

/**
 * From the name in a command to the channel, if the client may do there what it wants to. Each
 * refuses with {@code UNKNOWN_CHANNEL} or {@code PERMISSION_DENIED}, without a look at what is in
 * the channel. Stateless; on the session's loop.
 */
final class ChannelAccess {
  private ChannelAccess() {}

  /** The backend that decides who subscribes; empty when words do. */
  static Optional<BackendConfig> subscribesBy(CentrifugeSession session, Channel channel) {
    return pubSub(session).policies().of(channel).access().subscribe().backend();
  }

  /** The backend that decides who publishes; empty when words do. */
  static Optional<BackendConfig> publishesBy(CentrifugeSession session, Channel channel) {
    return pubSub(session).policies().of(channel).access().publish().backend();
  }

  /**
   * @param token whether it showed a subscription token for this channel that is valid
   */
  static Channel toSubscribe(CentrifugeSession session, String name, boolean token) {
    return check(
        session,
        name,
        "subscribe to ",
        (policy, channel, client, subscribed) ->
            Permissions.maySubscribe(policy, channel, client, token));
  }

  static Channel toPublish(CentrifugeSession session, String name) {
    try {
      return check(session, name, "publish to ", Permissions::mayPublish);
    } catch (GatewayException refusal) {
      pubSub(session).onRefused(refusal);
      throw refusal;
    }
  }

  static Channel toHistory(CentrifugeSession session, String name) {
    return check(session, name, "history of ", Permissions::mayReadHistory);
  }

  static Channel toPresence(CentrifugeSession session, String name) {
    return check(session, name, "presence in ", Permissions::mayReadPresence);
  }

  private static Channel check(
      CentrifugeSession session, String name, String what, Question question) {
    Channel channel = new Channel(name);
    ChannelPolicy policy = pubSub(session).policies().of(channel);
    boolean subscribed = session.subscriptions().isLive(channel);
    if (!question.isAllowed(policy, channel, session.principal(), subscribed)) {
      throw new GatewayException(ErrorCode.PERMISSION_DENIED, what + channel);
    }
    return channel;
  }

  private static PubSub pubSub(CentrifugeSession session) {
    return session.services().pubSub();
  }

  private interface Question {
    boolean isAllowed(ChannelPolicy policy, Channel channel, Principal client, boolean subscribed);
  }
}
