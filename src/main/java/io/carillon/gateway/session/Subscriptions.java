package io.carillon.gateway.session;

import io.carillon.gateway.admission.AdmissionMetrics;
import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.pubsub.Subscribed;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The channels that a session hears: how they begin and how they end. Made with its session;
 * confined to its event loop.
 */
final class Subscriptions {
  private final Session session;

  /** The only one, as most clients have it; null when there are none, or more. */
  private Subscription one;

  /** All of them; null until there are two. */
  private Map<Channel, Subscription> more;

  /** Null when there is none. */
  private Undecided undecided;

  Subscriptions(Session session) {
    this.session = session;
  }

  /** How many there are, those included that have not quite begun. */
  int count() {
    return more != null ? more.size() : one == null ? 0 : 1;
  }

  /** Whether the client knows that it is subscribed. */
  boolean isLive(Channel channel) {
    Subscription subscription = get(channel);
    return subscription != null && subscription.isLive();
  }

  /**
   * Begins a subscription; the caller tells the client and then calls {@link Subscription#goLive}.
   *
   * @param recoverFrom where the client stood; null when it begins anew
   * @param grant what it is granted; null for nothing beyond what the channel's policy says
   * @param mayBegin whether the client wants it as it is; else it is refused with {@code
   *     UNRECOVERABLE_POSITION} and nobody hears of it
   * @param told called on the loop, not at all when the session ends first; a failure leaves
   *     nothing behind
   * @return done when it is decided: from then on the client misses nothing, or was refused; never
   *     fails
   */
  Future<Void> begin(
      Channel channel,
      boolean byServer,
      StreamPosition recoverFrom,
      Grant grant,
      Predicate<Subscribed> mayBegin,
      Handler<AsyncResult<Begun>> told) {
    return begin(
        channel,
        () -> new Subscription(session, channel, byServer, grant),
        recoverFrom,
        mayBegin,
        told);
  }

  /**
   * The same with a subscription of another kind.
   *
   * @param made asked once, when nothing speaks against it
   */
  Future<Void> begin(
      Channel channel,
      Supplier<Subscription> made,
      StreamPosition recoverFrom,
      Predicate<Subscribed> mayBegin,
      Handler<AsyncResult<Begun>> told) {
    if (session.isOver()) {
      return Future.succeededFuture(); // nobody would end it
    }
    if (get(channel) != null) {
      told.handle(refused(ErrorCode.ALREADY_SUBSCRIBED, channel));
      return Future.succeededFuture();
    }
    if (!mayHaveOneMore()) {
      told.handle(refused(ErrorCode.LIMIT_EXCEEDED, channel));
      return Future.succeededFuture();
    }
    Subscription subscription = made.get();
    put(subscription);
    return new Beginning(subscription, mayBegin, told).begin(recoverFrom);
  }

  // Takes its place.
  private boolean mayHaveOneMore() {
    LoopServices services = session.services();
    if (count() >= services.limits().maxChannels()) {
      services.entrance().exceeded(AdmissionMetrics.Limit.CHANNELS);
      return false;
    }
    return session.allowance() == null || session.allowance().takeChannel();
  }

  /**
   * What takes an answer to whether the client may hear a channel. Until then nobody ends what has
   * not begun.
   */
  <T> Handler<AsyncResult<T>> asking(Channel channel, Handler<AsyncResult<T>> handler) {
    undecided().ask(channel);
    return answer -> {
      undecided.onAnswer();
      handler.handle(answer);
      if (get(channel) == null || isLive(channel)) {
        settle(channel); // else when the client has been told
      }
    };
  }

  private Undecided undecided() {
    undecided = undecided == null ? new Undecided() : undecided;
    return undecided;
  }

  /** Done when it is known, and told, whether the client hears the channel; maybe at once. */
  Future<Void> settled(Channel channel) {
    boolean asked = undecided != null && undecided.isAsked(channel);
    boolean begins = get(channel) != null && !isLive(channel);
    return asked || begins ? undecided().decided(channel) : Future.succeededFuture();
  }

  /** The client has been told whether it hears the channel. */
  void settle(Channel channel) {
    if (undecided != null) {
      undecided.decide(channel);
      undecided = undecided.isEmpty() ? null : undecided;
    }
  }

  /** Ends a subscription. Returns false when there was none. */
  boolean end(Channel channel) {
    Subscription subscription = get(channel);
    if (subscription == null) {
      return false;
    }
    forget(subscription);
    if (subscription.hasJoined()) {
      session.services().chronicle().unsubscribed(session, channel);
      Announcement.leave(subscription);
    }
    return true;
  }

  /**
   * Unsubscribes the client, which hears of it, and of its beginning before; nothing happens if it
   * is not subscribed.
   *
   * @return done when it has ended, at once but for one that has not quite begun; never fails
   */
  Future<Void> endByServer(Channel channel, UnsubscribeCode code) {
    Future<Void> settled = settled(channel);
    session.await(
        settled,
        any -> {
          if (end(channel)) {
            session.onUnsubscribed(channel, code);
          }
        });
    return settled;
  }

  /** The client is gone: ends all of them. */
  void endAll() {
    channels().forEach(this::end);
    if (undecided != null) {
      undecided.decideAll();
    }
  }

  /** Which they are; a copy. */
  List<Channel> channels() {
    if (more != null) {
      return List.copyOf(more.keySet());
    }
    return one == null ? List.of() : List.of(one.channel());
  }

  /** The client as others in the channel see it, whether it is subscribed or not. */
  ClientInfo clientIn(Channel channel) {
    Subscription subscription = get(channel);
    return subscription == null ? session.info() : subscription.client();
  }

  /** One that the client knows of; null when there is none. */
  Subscription live(Channel channel) {
    return isLive(channel) ? get(channel) : null;
  }

  private Subscription get(Channel channel) {
    if (more != null) {
      return more.get(channel);
    }
    return one != null && one.channel().equals(channel) ? one : null;
  }

  private void put(Subscription subscription) {
    if (more == null && one == null) {
      one = subscription;
      return;
    }
    if (more == null) {
      more = new HashMap<>(4);
      more.put(one.channel(), one);
      one = null;
    }
    more.put(subscription.channel(), subscription);
  }

  /** It is none of them any more, and nobody hears of it. */
  void forget(Subscription subscription) {
    subscription.end();
    if (session.allowance() != null) {
      session.allowance().giveBackChannel();
    }
    subscription.endGrant();
    if (subscription == one) {
      one = null;
    } else if (more != null) {
      more.remove(subscription.channel());
    }
    session.services().shard().unsubscribe(subscription);
  }

  private static Future<Begun> refused(ErrorCode code, Channel channel) {
    return Future.failedFuture(new GatewayException(code, channel.name()));
  }
}
