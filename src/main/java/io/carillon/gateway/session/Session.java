package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.pubsub.Subscribed;
import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client we terminate: who it is, which channels it hears, and how it ends. Made by an endpoint
 * when a client comes, over when its socket is gone. Confined to its event loop.
 */
public abstract class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final LoopServices services;
  private final Origin origin;
  private final Tally tally = new Tally();
  private final Map<Channel, Subscription> subscriptions = new HashMap<>(4);
  private final long connectedAt = System.currentTimeMillis();
  private ClientInfo info;
  private boolean over;

  /** Its place in {@link Heartbeat}, which owns these two. */
  int beatSlot = -1;

  int beatIndex;

  Session(LoopServices services, Origin origin, ClientInfo info) {
    this.services = services;
    this.origin = origin;
    this.info = info;
    origin.metrics().opened();
  }

  /** Hangs up with a word to the client; the socket may live on for a moment. */
  abstract void disconnect(int code, String reason);

  /** Hangs up since the node goes down; asks the client to come back. */
  abstract void shutDown();

  /** What it speaks, in a word. */
  abstract String kind();

  /** Bytes that wait for the client. */
  abstract long queuedBytes();

  /** Calls {@code then} on a later task, once all that waits now has left, or never will. */
  abstract void whenSent(Runnable then);

  /** Writes the events from index {@code from} on, without flushing. */
  abstract void deliver(Subscription subscription, PushBatch batch, int from);

  /** Sends what was written. */
  abstract void flush();

  /** A publication was lost on its way here, and is known to be: the client has to recover. */
  abstract void onGap(Subscription subscription);

  /** The server has subscribed the client, which is to be told. */
  abstract void onSubscribedByServer(Subscription subscription, Subscribed subscribed);

  /** The server has unsubscribed the client, which is to be told. */
  abstract void onUnsubscribed(Channel channel, UnsubscribeCode code);

  /** The ping interval has passed. */
  abstract void onPingDue();

  /** The pong timeout has passed since {@link #onPingDue}. */
  abstract void onPongDue();

  /** The connect timeout has passed since the session came. */
  void onConnectDue() {}

  LoopServices services() {
    return services;
  }

  /** How it came. */
  Origin origin() {
    return origin;
  }

  /** What went to it and what came from it. */
  Tally tally() {
    return tally;
  }

  /** It does not keep up, and is about to lose its connection. */
  void onSlow() {
    origin.metrics().slow();
    services.sessions().tellSlow(this);
    services.chronicle().slow(this);
  }

  /** Whether {@link #end} was called. */
  boolean isOver() {
    return over;
  }

  EventLoop loop() {
    return services.shard().loop();
  }

  /** Who it is, as others see it. */
  ClientInfo info() {
    return info;
  }

  /** How operators see it. */
  ClientView view(long oldestMillis) {
    return new ClientView(
        info.client(),
        info.user(),
        kind(),
        connectedAt,
        subscriptions.size(),
        busiest(),
        queuedBytes(),
        oldestMillis);
  }

  private String busiest() {
    return subscriptions.keySet().stream()
        .max(Comparator.comparing(services.shard()::rate))
        .map(Channel::name)
        .orElse("");
  }

  Collection<Subscription> subscriptions() {
    return subscriptions.values();
  }

  /** Whether the client knows that it is subscribed. */
  boolean isSubscribed(Channel channel) {
    Subscription subscription = subscriptions.get(channel);
    return subscription != null && subscription.isLive();
  }

  /** From now on it counts, can be found and is pinged. */
  void register(ClientInfo identity) {
    info = identity;
    services.sessions().add(this);
    services.heartbeat().add(this);
    services.chronicle().connected(this);
  }

  /**
   * Begins a subscription; the caller tells the client and then calls {@link Subscription#goLive}.
   *
   * @param recoverFrom where the client stood; null when it begins anew
   * @param mayBegin whether the client wants it as it is; else it is refused with {@code
   *     UNRECOVERABLE_POSITION} and nobody hears of it
   * @param told called on the loop, not at all when the session ends first; a failure leaves
   *     nothing behind
   * @return done when it is decided: from then on the client misses nothing, or was refused; never
   *     fails
   */
  Future<Void> subscribe(
      Channel channel,
      boolean byServer,
      StreamPosition recoverFrom,
      Predicate<Subscribed> mayBegin,
      Handler<AsyncResult<Begun>> told) {
    if (subscriptions.containsKey(channel)) {
      told.handle(refused(ErrorCode.ALREADY_SUBSCRIBED, channel));
      return Future.succeededFuture();
    }
    if (subscriptions.size() >= services.limits().maxChannels()) {
      told.handle(refused(ErrorCode.LIMIT_EXCEEDED, channel));
      return Future.succeededFuture();
    }
    Subscription subscription = new Subscription(this, channel, byServer);
    subscriptions.put(channel, subscription);
    Future<Subscribed> listening =
        services.pubSub().subscribe(services.shard(), channel, subscription, recoverFrom);
    await(
        listening,
        result -> {
          if (subscription.hasEnded()) {
            return; // unsubscribed while the broker was asked
          }
          if (result.succeeded() && mayBegin.test(result.result())) {
            subscription.markJoined();
            logFailure(services.pubSub().attendance().join(channel, info), "join");
            services.chronicle().subscribed(this, subscription, result.result());
            told.handle(Future.succeededFuture(new Begun(subscription, result.result())));
          } else {
            forget(subscription);
            told.handle(
                result.succeeded()
                    ? refused(ErrorCode.UNRECOVERABLE_POSITION, channel)
                    : Future.failedFuture(result.cause()));
          }
        });
    return listening.transform(any -> Future.succeededFuture());
  }

  /** Ends a subscription. Returns false when there was none. */
  boolean unsubscribe(Channel channel) {
    Subscription subscription = subscriptions.get(channel);
    if (subscription == null) {
      return false;
    }
    forget(subscription);
    if (subscription.hasJoined()) {
      services.chronicle().unsubscribed(this, channel);
      logFailure(services.pubSub().attendance().leave(channel, info), "leave");
    }
    return true;
  }

  /**
   * The server subscribes the client, which hears of it; nothing happens if it already is.
   *
   * @return done when the client misses nothing any more, or cannot be subscribed
   */
  Future<Void> subscribeByServer(Channel channel, StreamPosition recoverFrom) {
    return subscribe(
        channel,
        true,
        recoverFrom,
        any -> true,
        begun -> {
          if (begun.succeeded()) {
            onSubscribedByServer(begun.result().subscription(), begun.result().subscribed());
          } else if (GatewayException.codeOf(begun.cause()) != ErrorCode.ALREADY_SUBSCRIBED) {
            onFailedCommand(begun.cause());
          }
        });
  }

  /**
   * The endpoint subscribes the client to all of these, which it asked for in its first request;
   * hangs up when one of them fails.
   *
   * @param recoverFrom where it stood, by channel name; what is not in there begins anew
   */
  void subscribeAtOnce(List<Channel> channels, Map<String, StreamPosition> recoverFrom) {
    for (Channel channel : channels) {
      subscribe(
          channel,
          true,
          recoverFrom.get(channel.name()),
          any -> true,
          begun -> {
            if (begun.succeeded()) {
              onSubscribedByServer(begun.result().subscription(), begun.result().subscribed());
            } else {
              onFailedCommand(begun.cause());
              disconnect(CloseCode.SERVER_ERROR);
            }
          });
    }
  }

  /**
   * The server unsubscribes the client, which hears of it; nothing happens if it is not subscribed.
   */
  void unsubscribeByServer(Channel channel) {
    if (unsubscribe(channel)) {
      onUnsubscribed(channel, UnsubscribeCode.SERVER);
    }
  }

  /**
   * The socket is gone: leaves every channel. Does nothing the second time.
   *
   * @param how it ended
   */
  void end(End how) {
    if (over) {
      return;
    }
    over = true;
    origin.metrics().closed(how.counted());
    services.sessions().remove(this);
    services.heartbeat().remove(this);
    for (Channel channel : subscriptions.keySet().toArray(new Channel[0])) {
      unsubscribe(channel);
    }
    services.chronicle().closed(this, how);
  }

  /** Hangs up with one of the codes we know. */
  void disconnect(CloseCode code) {
    disconnect(code.number(), code.reason());
  }

  /** Something failed that the client could not know of; it is refused, and we want to read why. */
  void onFailedCommand(Throwable cause) {
    if (GatewayException.codeOf(cause) == ErrorCode.UNAVAILABLE) {
      LOG.debug("command failed client={}", info.client(), cause); // all clients at once
    } else {
      LOG.warn("command failed client={}", info.client(), cause);
    }
  }

  /** Ends this session, and only this one. */
  void onBug(Throwable bug) {
    LOG.error("session failed client={}", info.client(), bug);
    loop().execute(() -> disconnect(CloseCode.SERVER_ERROR));
  }

  /**
   * Takes the outcome on the session's loop, at once when it is there already; not at all when the
   * session is over.
   */
  <T> void await(Future<T> future, Handler<AsyncResult<T>> handler) {
    future.onComplete(
        outcome -> {
          if (!loop().inEventLoop()) {
            loop().execute(() -> take(outcome, handler));
          } else {
            take(outcome, handler);
          }
        });
  }

  private <T> void take(AsyncResult<T> outcome, Handler<AsyncResult<T>> handler) {
    if (over) {
      return;
    }
    try {
      handler.handle(outcome);
    } catch (RuntimeException bug) {
      onBug(bug);
    }
  }

  private void forget(Subscription subscription) {
    subscription.end();
    subscriptions.remove(subscription.channel());
    services.shard().unsubscribe(subscription);
  }

  private void logFailure(Future<Void> step, String what) {
    // Of all clients at once while the cluster is not whole, and told again when it is.
    step.onFailure(cause -> LOG.debug("{} not announced client={}", what, info.client(), cause));
  }

  private static Future<Begun> refused(ErrorCode code, Channel channel) {
    return Future.failedFuture(new GatewayException(code, channel.name()));
  }

  /** A subscription that the client is not yet told of. */
  record Begun(Subscription subscription, Subscribed subscribed) {}
}
