package io.carillon.gateway.pubsub;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PresenceListener;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.hub.Hub;
import io.vertx.core.Future;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in a channel, and who came and went, where the policy of the channel wants that known. One
 * per node, made by its {@link PubSub}; callable from any event loop; futures may complete on any
 * thread and fail with a {@link GatewayException}.
 */
public final class Attendance implements PresenceListener {
  private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

  private final Hub hub;
  private final Broker broker;
  private final Presence presence;
  private final Policies policies;

  Attendance(Hub hub, Broker broker, Presence presence, Policies policies) {
    this.hub = hub;
    this.broker = broker;
    this.presence = presence;
    this.policies = policies;
  }

  /**
   * A client came into a channel.
   *
   * @param present whether it counts as present there, by the policy or by what it was granted
   * @param announced whether others hear of it
   */
  public Future<Void> join(Channel channel, ClientInfo info, boolean present, boolean announced) {
    return Step.attempt(
        () -> {
          Future<Void> known = present ? presence.add(channel, info) : Future.succeededFuture();
          return announced
              ? known.compose(done -> broker.announce(new ChannelEvent.Joined(channel, info)))
              : known;
        });
  }

  /** A client left a channel: the counterpart of {@link #join}, to be called once for each. */
  public Future<Void> leave(Channel channel, ClientInfo info, boolean present, boolean announced) {
    return Step.attempt(
        () -> {
          Future<Void> absent =
              present ? presence.remove(channel, info.client()) : Future.succeededFuture();
          return announced
              ? absent.compose(done -> broker.announce(new ChannelEvent.Left(channel, info)))
              : absent;
        });
  }

  @Override
  public void onGone(Channel channel, ClientInfo info) {
    announce(channel, new ChannelEvent.Left(channel, info));
  }

  @Override
  public void onBack(Channel channel, ClientInfo info) {
    announce(channel, new ChannelEvent.Joined(channel, info));
  }

  @Override
  public void onSeenAgain(Channel channel, ClientInfo info) {
    if (policies.of(channel).joinLeave()) {
      hub.deliver(new ChannelEvent.Joined(channel, info));
    }
  }

  private void announce(Channel channel, ChannelEvent event) {
    Step.attempt(
            () ->
                policies.of(channel).joinLeave()
                    ? broker.announce(event)
                    : Future.succeededFuture())
        .onFailure(cause -> LOG.debug("not announced channel={}", channel, cause));
  }

  /**
   * Who is in a channel, by client id. Fails with {@code NOT_AVAILABLE} when the channel does not
   * know.
   */
  public Future<Map<String, ClientInfo>> presence(Channel channel) {
    return Step.attempt(() -> presence.clients(withPresence(channel)));
  }

  /** How many are in a channel. Fails with {@code NOT_AVAILABLE} when the channel does not know. */
  public Future<Presence.Count> presenceCount(Channel channel) {
    return Step.attempt(() -> presence.count(withPresence(channel)));
  }

  private Channel withPresence(Channel channel) {
    if (!policies.of(channel).presence()) {
      throw new GatewayException(ErrorCode.NOT_AVAILABLE, "no presence in " + channel);
    }
    return channel;
  }
}
