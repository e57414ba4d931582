package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.proxy.link.Hearing;
import io.carillon.gateway.proxy.link.ProxyLink;
import io.carillon.gateway.pubsub.Subscribed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
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
final class Injection implements Hearing {
  private static final Logger LOG = LoggerFactory.getLogger(Injection.class);
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final int MOST_DOUBLINGS = 6;

  private final InjectionServices services;
  private final PushEncoder encoder;
  private final List<Channel> channels;
  private final BiConsumer<ProxyLink, Injection> opened;

  /** By the place of their channel; null while the client is not in its namespace. */
  private final LinkListener[] listeners;

  /** Null before there is a link. */
  private ProxyLink link;

  /** For logs: that of the link. */
  private String id;

  /** Who waits for the broker to acknowledge all channels; null when nobody does. */
  private Promise<Void> acknowledged;

  /** When the client came, or came back into its namespace; since 1970. */
  private long cameMillis;

  private ScheduledFuture<?> goodbye;
  private boolean ready;
  private boolean failed;
  private boolean over;

  /**
   * @param opened told of the link when there is one: sees to it that the client {@linkplain #join
   *     joins}
   */
  Injection(
      InjectionServices services,
      PushEncoder encoder,
      List<Channel> channels,
      BiConsumer<ProxyLink, Injection> opened) {
    this.services = services;
    this.encoder = encoder;
    this.channels = channels;
    this.opened = opened;
    this.listeners = new LinkListener[channels.size()];
  }

  @Override
  public Future<Void> begin(String link) {
    id = link;
    subscribeAll();
    if (isAcknowledged()) {
      services.patience().onInTime();
      return Future.succeededFuture();
    }
    acknowledged = services.patience().await(link);
    return acknowledged.future();
  }

  @Override
  public void open(ProxyLink opening) {
    link = opening;
    acknowledged = null;
    // Not now: it may be called while the shard walks over its subscribers.
    link.onClosed(() -> loop().execute(this::abandon));
    if (failed) {
      close(CloseCode.SERVER_ERROR);
    } else {
      opened.accept(link, this);
    }
  }

  @Override
  public void abandon() {
    over = true;
    leave();
    if (acknowledged != null) {
      acknowledged.tryComplete(); // nobody waits any more
    }
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

  /** As those who trace know it, also before there is a link. */
  ClientInfo client() {
    return link == null ? new ClientInfo(id, "", null, null) : link.info();
  }

  boolean isReady() {
    return ready;
  }

  EventLoop loop() {
    return services.shard().loop();
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
    if (link != null) {
      link.flush();
    }
  }

  /** Ends this link, and only this one. */
  void onBug(RuntimeException bug) {
    LOG.error("injection failed link={}", id, bug);
    failed = true;
    if (link != null) {
      loop().execute(() -> close(CloseCode.SERVER_ERROR));
    }
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
    Future<Subscribed> listening =
        services.pubSub().subscribe(services.shard(), listener.channel(), listener, from);
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
        : services
            .pubSub()
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
      LOG.debug("channel not heard link={} channel={}", id, listener.channel(), outcome.cause());
      forget(listener);
      retryLater(listener, stood, failures);
    }
  }

  private void goOn(LinkListener listener, Subscribed subscribed) {
    List<Publication> missed = subscribed.missed();
    boolean lost = subscribed.wasRecovering() && !subscribed.recovered();
    if (lost && listener.isPromised()) {
      LOG.debug("history does not reach link={} channel={}", id, listener.channel());
      forget(listener);
      closeLater();
      return;
    }
    if (ready) {
      listener.promise();
    }
    goLive(listener, subscribed, missed);
    if (acknowledged != null && isAcknowledged() && acknowledged.tryComplete()) {
      services.patience().onInTime();
    }
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

  // A stream that broke is lost to all links of all nodes in the same moment: their clients must
  // not all come back to the backends in one moment, too.
  private void closeLater() {
    if (goodbye == null) {
      goodbye =
          loop()
              .schedule(
                  () -> close(CloseCode.SERVICE_RESTART),
                  ThreadLocalRandom.current().nextLong(services.closeSpread().toMillis() + 1),
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

  private boolean isAcknowledged() {
    for (LinkListener listener : listeners) {
      if (listener == null || !listener.isLive()) {
        return false;
      }
    }
    return true;
  }

  private boolean isCurrent(LinkListener listener) {
    return !over && listeners[listener.place()] == listener;
  }

  private void forget(LinkListener listener) {
    listener.end();
    services.shard().unsubscribe(listener);
  }

  private void close(CloseCode code) {
    link.close(code.number(), code.reason());
  }
}
