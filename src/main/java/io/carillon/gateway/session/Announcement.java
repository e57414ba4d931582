package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.config.ChannelPolicy;
import io.carillon.gateway.pubsub.Attendance;
import io.carillon.gateway.pubsub.PubSub;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others learn of a subscription that begins or ends: as its grant, or the channel's policy,
 * would have it when it began. On the loop of its session.
 */
final class Announcement {
  private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

  private Announcement() {}

  static void join(Subscription subscription) {
    announce(subscription, Attendance::join, "join");
  }

  static void leave(Subscription subscription) {
    announce(subscription, Attendance::leave, "leave");
  }

  private static void announce(Subscription subscription, Step step, String what) {
    Session session = subscription.session();
    PubSub pubSub = session.services().pubSub();
    ChannelPolicy policy = pubSub.policies().of(subscription.channel());
    Grant grant = subscription.firstGrant();
    Future<Void> taken =
        step.take(
            pubSub.attendance(),
            subscription.channel(),
            subscription.client(),
            grant.isPresent(policy),
            grant.isAnnounced(policy));
    // Of all clients at once while the cluster is not whole, and told again when it is.
    taken.onFailure(
        cause -> LOG.debug("{} not announced client={}", what, session.info().client(), cause));
  }

  /** Of {@link Attendance}. */
  private interface Step {
    Future<Void> take(
        Attendance attendance,
        Channel channel,
        ClientInfo info,
        boolean present,
        boolean announced);
  }
}
