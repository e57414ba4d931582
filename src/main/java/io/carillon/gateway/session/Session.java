package io.carillon.gateway.session;

import io.carillon.gateway.auth.Credentials;
import io.carillon.gateway.auth.Principal;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
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
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client we terminate: who it is, and how it ends; its {@link Subscriptions} know what it hears.
 * Made by an endpoint when a client comes, over when its socket is gone. Confined to its event
 * loop.
 */
public abstract class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final LoopServices services;
  private final Origin origin;
  private final SessionTally tally = new SessionTally();
  private final Subscriptions subscriptions = new Subscriptions(this);
  private final long connectedAt = System.currentTimeMillis();
  private ClientInfo info;

  /** Null for one that may ask anything. */
  private Allowance allowance;

  private boolean over;

  /** Null for a client that may stay for ever and came with nothing rare. */
  private Tenure tenure;

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

  /** The client may hear a channel no more, unless it brings another token. */
  void onExpired(Subscription subscription) {
    disconnect(CloseCode.SUBSCRIPTION_EXPIRED); // it is the server's to renew
  }

  /** The server lets the client stay until another time, of which it is to be told. */
  void onRefreshedByServer(int ttlSeconds) {}

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
  SessionTally tally() {
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

  /** When it came, in milliseconds since 1970. */
  long connectedAt() {
    return connectedAt;
  }

  /** The channels that it hears. */
  Subscriptions subscriptions() {
    return subscriptions;
  }

  /**
   * From now on it counts, can be found and is pinged.
   *
   * @return false when its user has as many connections as one may have: then nothing has changed
   */
  boolean register(ClientInfo identity) {
    if (!services.entrance().takeUser(identity.user())) {
      return false;
    }
    info = identity;
    allowance = Allowance.of(services.entrance(), identity.user());
    services.sessions().add(this);
    services.heartbeat().add(this);
    services.chronicle().connected(this);
    return true;
  }

  /**
   * It has sent something that counts as a command.
   *
   * @param publication whether that is to be published
   */
  Allowance.Verdict charge(boolean publication) {
    return allowance == null ? Allowance.Verdict.GRANTED : allowance.charge(publication);
  }

  /** What it may ask of its user's; null when nothing is limited. */
  Allowance allowance() {
    return allowance;
  }

  /** Keeps what few come in with. */
  void keep(Credentials credentials) {
    if (!over && Tenure.isRare(credentials)) {
      tenure = new Tenure(this, credentials);
    }
  }

  /** What few come in with; null when there is nothing of it. */
  Tenure tenure() {
    return tenure;
  }

  /**
   * It may stay until another time.
   *
   * @param expireAt seconds since 1970; 0 for ever
   * @param connInfo that others see from now on; null for the same as before
   */
  void refresh(long expireAt, Payload connInfo) {
    inform(connInfo);
    if (tenure != null) {
      tenure.expireAt(expireAt);
    } else if (expireAt != 0) {
      tenure =
          new Tenure(
              this,
              new Credentials(new Principal(info.user()), connInfo, expireAt, Map.of(), null));
    }
  }

  /**
   * Others see something else of it from now on.
   *
   * @param connInfo null for the same as before
   */
  void inform(Payload connInfo) {
    if (connInfo != null) {
      info = new ClientInfo(info.client(), info.user(), connInfo, info.chanInfo());
    }
  }

  /**
   * The server lets it stay until another time, and it hears of it; hangs up when that has passed.
   */
  void refreshByServer(long expireAt, Payload connInfo) {
    if (expireAt != 0 && expireAt <= System.currentTimeMillis() / 1_000) {
      disconnect(CloseCode.EXPIRED);
    } else {
      refresh(expireAt, connInfo);
      onRefreshedByServer(Ttl.of(expireAt));
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
    subscriptions.endAll();
    if (allowance != null) {
      allowance.end();
    }
    if (tenure != null) {
      tenure.end();
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

  /** It cannot be subscribed to what it has to be, without which it is of no use. */
  void onFailedBeginning(Throwable cause) {
    if (GatewayException.codeOf(cause) == ErrorCode.LIMIT_EXCEEDED) {
      disconnect(CloseCode.CHANNEL_LIMIT);
    } else {
      onFailedCommand(cause);
      disconnect(CloseCode.SERVER_ERROR);
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
}
