package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.proxy.link.ProxyLink;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.Subscribed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one link hears of its channels, from its opening to its end. Confined to its loop.
 *
 * <p>A link does not die because the broker is away: a subscription that fails is tried again, from
 * where the client stood, or from the time at which it came. In a stream nothing is lost: what a
 * link missed is read from its history, and when that does not reach back so far, the link ends and
 * its client is asked to come back: some time later, since all links may have lost the same stream,
 * and with nothing newer before that. What is published before the client is ready is for streams
 * only, and is read from their history, too, as far as that goes: nothing of it was promised.
 */
final class Injection {
  private static final Logger LOG = LoggerFactory.getLogger(Injection.class);
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final int MOST_DOUBLINGS = 6;

  private final HubShard shard;
  private final PubSub pubSub;
  private final ProxyLink link;
  private final PushEncoder encoder;
  private final List<Channel> channels;

  private final long closeSpreadMillis;

  /** By the place of their channel; null while the client is not in its namespace. */
  private final LinkListener[] listeners;

  /** When the client came, or came back into its namespace; since 1970. */
  private long cameMillis;

  private ScheduledFuture<?> goodbye;
  private boolean ready;
  private boolean over;

  /**
   * @param closeSpread within which a link ends that cannot get what it missed
   */
  Injection(
      HubShard shard,
      PubSub pubSub,
      ProxyLink link,
      PushEncoder encoder,
      List<Channel> channels,
      Duration closeSpread) {
    this.shard = shard;
    this.pubSub = pubSub;
    this.link = link;
    this.encoder = encoder;
    this.channels = channels;
    this.closeSpreadMillis = closeSpread.toMillis();
    this.listeners = new LinkListener[channels.size()];
  }

  /** Subscribes the link. Nothing is written before {@link #join}. */
  void begin() {
    // Not now: it may be called while the shard walks over its subscribers.
    link.onClosed(() -> loop().execute(this::end));
    subscribeAll();
  }

  /** The client is ready for what is published, or is so again, and then begins anew. */
  void join() {
    if (ready || over) {
      return;
    }
    ready = true;
    subscribeAll();
    for (LinkListener listener : listeners) {
      if (listener.hasMissed() && !listener.position().equals(StreamPosition.NONE)) {
        recover(listener);
      } else if (listener.isLive()) {
        listener.promise();
      }
    }
  }

  /** The client wants nothing more, for now. */
  void leave() {
    ready = false;
    if (goodbye != null) {
      goodbye.cancel(false);
      goodbye = null;
    }
    for (int place = 0; place < listeners.length; place++) {
      if (listeners[place] != null) {
        forget(listeners[place]);
        listeners[place] = null;
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

  boolean isReady() {
    return ready;
  }

  EventLoop loop() {
    return shard.loop();
  }

  void deliver(PushBatch batch, int from) {
    if (link.isOpen()) {
      ByteBuf bytes = batch.bytes(encoder, from);
      if (bytes != null) {
        link.inject(bytes);
      }
    }
  }

  void flush() {
    link.flush();
  }

  /** Ends this link, and only this one. */
  void onBug(RuntimeException bug) {
    LOG.error("injection failed link={}", link.id(), bug);
    loop().execute(() -> close(CloseCode.SERVER_ERROR));
  }

  private void end() {
    over = true;
    leave();
  }

  private void subscribeAll() {
    for (int place = 0; place < listeners.length; place++) {
      if (listeners[place] == null) {
        cameMillis = System.currentTimeMillis();
        subscribe(place, StreamPosition.NONE, 0, ready);
      }
    }
  }

  private void subscribe(int place, StreamPosition stood, int failures, boolean promised) {
    LinkListener listener = new LinkListener(this, channels.get(place), place, promised);
    listeners[place] = listener;
    StreamPosition from = stood.equals(StreamPosition.NONE) ? null : stood;
    Future<Subscribed> listening = pubSub.subscribe(shard, listener.channel(), listener, from);
    if (from == null && failures > 0) {
      listening = listening.compose(late -> beginLate(listener.channel(), late));
    }
    listening.onComplete(
        outcome -> {
          if (loop().inEventLoop()) {
            begun(listener, stood, failures, outcome);
          } else {
            loop().execute(() -> begun(listener, stood, failures, outcome));
          }
        });
  }

  private Future<Subscribed> beginLate(Channel channel, Subscribed late) {
    return late.top().equals(StreamPosition.NONE)
        ? Future.succeededFuture(late)
        : pubSub
            .history(channel, LateBeginning.NEWEST)
            .map(newest -> LateBeginning.of(newest, cameMillis));
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
          "channel not heard link={} channel={}", link.id(), listener.channel(), outcome.cause());
      forget(listener);
      retryLater(listener, stood, failures);
    }
  }

  private void goOn(LinkListener listener, Subscribed subscribed) {
    List<Publication> missed = subscribed.missed();
    boolean lost = subscribed.wasRecovering() && !subscribed.recovered();
    if (lost && listener.isPromised()) {
      LOG.debug("history does not reach link={} channel={}", link.id(), listener.channel());
      forget(listener);
      closeLater();
      return;
    }
    if (ready) {
      listener.promise();
    }
    if (missed.isEmpty()) {
      listener.goLive(subscribed.top());
    } else {
      long before = missed.get(0).offset() - 1;
      listener.goLiveAfter(new StreamPosition(subscribed.top().epoch(), before), missed);
    }
  }

  // A stream that broke is lost to all links of all nodes in the same moment: their clients must
  // not all come back to the backends in one moment, too.
  private void closeLater() {
    if (goodbye == null) {
      goodbye =
          loop()
              .schedule(
                  () -> close(CloseCode.SERVICE_RESTART),
                  ThreadLocalRandom.current().nextLong(closeSpreadMillis + 1),
                  TimeUnit.MILLISECONDS);
    }
  }

  // With jitter, since all links lost the broker in the same moment.
  private void retryLater(LinkListener listener, StreamPosition stood, int failures) {
    long most = FIRST_RETRY_MILLIS << Math.min(failures, MOST_DOUBLINGS);
    long wait = most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
    loop()
        .schedule(
            () -> {
              if (isCurrent(listener)) {
                // Who is ready while the broker is away is to get all that is published meanwhile.
                subscribe(listener.place(), stood, failures + 1, listener.isPromised() || ready);
              }
            },
            wait,
            TimeUnit.MILLISECONDS);
  }

  private boolean isCurrent(LinkListener listener) {
    return !over && listeners[listener.place()] == listener;
  }

  private void forget(LinkListener listener) {
    listener.end();
    shard.unsubscribe(listener);
  }

  private void close(CloseCode code) {
    link.close(code.number(), code.reason());
  }
}
