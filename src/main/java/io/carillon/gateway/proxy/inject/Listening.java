package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.pubsub.Subscribed;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channels of one link, while its client is to hear them. Made by {@link Injection}; confined
 * to the loop of the link.
 *
 * <p>A link does not die because the broker is away: a subscription that fails is tried again, from
 * where the client stood, or from the time at which it came. In a stream nothing is lost: what a
 * link missed is read from its history, and when that does not reach back so far, the link ends and
 * its client is asked to come back: some time later, since all links may have lost the same stream,
 * and with nothing newer before that. What is published before the client is ready is for streams
 * only, and is read from their history, too, as far as that goes: nothing of it was promised.
 */
final class Listening {
  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final int MOST_DOUBLINGS = 6;

  private final Injection injection;
  private final InjectionServices services;
  private final List<Channel> channels;

  /** By the place of their channel; null while the client is not in its namespace. */
  private final LinkListener[] listeners;

  /** When the client came, or came back into its namespace; by {@link System#nanoTime}. */
  private long cameNanos;

  Listening(Injection injection, InjectionServices services, List<Channel> channels) {
    this.injection = injection;
    this.services = services;
    this.channels = channels;
    this.listeners = new LinkListener[channels.size()];
  }

  /** Subscribes to those that are not, or not any more. */
  void subscribe() {
    for (int place = 0; place < listeners.length; place++) {
      if (listeners[place] == null) {
        cameNanos = System.nanoTime();
        subscribe(place, StreamPosition.NONE, 0, injection.isReady());
      }
    }
  }

  /** The client is ready for all that comes from now on, and for what came since it was not. */
  void promise() {
    for (LinkListener listener : listeners) {
      if (listener.hasMissed() && !listener.position().equals(StreamPosition.NONE)) {
        recover(listener);
      } else if (listener.isLive()) {
        listener.promise();
      }
    }
  }

  /** The listener has lost something, or was not allowed to pass it on. */
  void recover(LinkListener listener) {
    if (isCurrent(listener)) {
      forget(listener);
      subscribe(listener.place(), listener.position(), 0, listener.isPromised());
    }
  }

  /** Forgets all. */
  void end() {
    for (int place = 0; place < listeners.length; place++) {
      if (listeners[place] != null) {
        forget(listeners[place]);
        listeners[place] = null;
      }
    }
  }

  private void subscribe(int place, StreamPosition stood, int failures, boolean promised) {
    LinkListener listener = new LinkListener(injection, channels.get(place), place, promised);
    listeners[place] = listener;
    StreamPosition from = stood.equals(StreamPosition.NONE) ? null : stood;
    Future<Subscribed> listening =
        services.pubSub().subscribe(services.shard(), listener.channel(), listener, from);
    if (from == null && failures > 0) {
      listening = listening.compose(late -> beginLate(listener.channel(), late));
    }
    listening.onComplete(
        outcome -> {
          if (services.shard().loop().inEventLoop()) {
            begun(listener, stood, failures, outcome);
          } else {
            services.shard().loop().execute(() -> begun(listener, stood, failures, outcome));
          }
        });
  }

  private Future<Subscribed> beginLate(Channel channel, Subscribed late) {
    return late.top().equals(StreamPosition.NONE)
        ? Future.succeededFuture(late)
        : cameAt(channel)
            .compose(
                came ->
                    services
                        .pubSub()
                        .history(channel, LateBeginning.NEWEST)
                        .map(newest -> LateBeginning.of(newest, came)));
  }

  // By the clock of the broker: that of this machine may tell another time, or be set meanwhile.
  private Future<Long> cameAt(Channel channel) {
    long came = cameNanos;
    return services
        .pubSub()
        .time(channel)
        .map(now -> now - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - came));
  }

  private void begun(
      LinkListener listener, StreamPosition stood, int failures, AsyncResult<Subscribed> outcome) {
    if (!isCurrent(listener)) {
      return; // left while the broker was asked
    }
    if (outcome.succeeded()) {
      goOn(listener, outcome.result());
    } else {
      LOG.debug(
          "channel not heard link={} channel={}",
          injection.id(),
          listener.channel(),
          outcome.cause());
      forget(listener);
      retryLater(listener, stood, failures);
    }
  }

  private void goOn(LinkListener listener, Subscribed subscribed) {
    List<Publication> missed = subscribed.missed();
    boolean lost = subscribed.wasRecovering() && !subscribed.recovered();
    if (lost && listener.isPromised()) {
      LOG.debug("history does not reach link={} channel={}", injection.id(), listener.channel());
      forget(listener);
      injection.closeLater();
      return;
    }
    if (injection.isReady()) {
      listener.promise();
    }
    goLive(listener, subscribed, missed);
    injection.onHeard();
  }

  private static void goLive(
      LinkListener listener, Subscribed subscribed, List<Publication> missed) {
    if (missed.isEmpty()) {
      listener.goLive(subscribed.top());
    } else {
      long before = missed.get(0).offset() - 1;
      listener.goLiveAfter(new StreamPosition(subscribed.top().epoch(), before), missed);
    }
  }

  // With jitter, since all links lost the broker in the same moment.
  private void retryLater(LinkListener listener, StreamPosition stood, int failures) {
    long most = FIRST_RETRY_MILLIS << Math.min(failures, MOST_DOUBLINGS);
    long wait = most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
    services
        .shard()
        .loop()
        .schedule(
            () -> {
              if (isCurrent(listener)) {
                // Who is ready while the broker is away is to get all that is published meanwhile.
                subscribe(
                    listener.place(),
                    stood,
                    failures + 1,
                    listener.isPromised() || injection.isReady());
              }
            },
            wait,
            TimeUnit.MILLISECONDS);
  }

  /** Whether the broker has acknowledged all. */
  boolean isAcknowledged() {
    for (LinkListener listener : listeners) {
      if (listener == null || !listener.isLive()) {
        return false;
      }
    }
    return true;
  }

  private boolean isCurrent(LinkListener listener) {
    return listeners[listener.place()] == listener;
  }

  private void forget(LinkListener listener) {
    listener.end();
    services.shard().unsubscribe(listener);
  }
}
