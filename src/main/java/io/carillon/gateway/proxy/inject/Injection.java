package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.proxy.link.Hearing;
import io.carillon.gateway.proxy.link.ProxyLink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
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
 * What one link hears of its channels, from its opening to its end: by its {@link Listening}, once
 * its client is ready for it. Confined to its loop.
 */
final class Injection implements Hearing {
  private static final Logger LOG = LoggerFactory.getLogger(Injection.class);

  private final InjectionServices services;
  private final PushEncoder encoder;
  private final BiConsumer<ProxyLink, Injection> opened;
  private final Listening listening;

  /** Null before there is a link. */
  private ProxyLink link;

  /** That of the link to come; null once it is there, and has it itself. */
  private String id;

  /** Who waits for the broker to acknowledge all channels; null when nobody does. */
  private Promise<Void> acknowledged;

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
    this.opened = opened;
    this.listening = new Listening(this, services, channels);
  }

  @Override
  public Future<Void> begin(String link) {
    id = link;
    listening.subscribe();
    if (listening.isAcknowledged()) {
      services.patience().onInTime();
      return Future.succeededFuture();
    }
    acknowledged = services.patience().await(link);
    return acknowledged.future();
  }

  @Override
  public void open(ProxyLink opening) {
    link = opening;
    id = null;
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
    listening.subscribe();
    listening.promise();
  }

  /** The client wants nothing more, for now. */
  void leave() {
    ready = false;
    if (goodbye != null) {
      goodbye.cancel(false);
      goodbye = null;
    }
    listening.end();
  }

  /** The listener has lost something, or was not allowed to pass it on. */
  void recover(LinkListener listener) {
    listening.recover(listener);
  }

  /** One more channel is heard. */
  void onHeard() {
    if (acknowledged != null && listening.isAcknowledged() && acknowledged.tryComplete()) {
      services.patience().onInTime();
    }
  }

  /** As those who trace know it, also before there is a link. */
  ClientInfo client() {
    return link == null ? new ClientInfo(id, "", null, null) : link.info();
  }

  /** Of the link, for logs. */
  String id() {
    return link == null ? id : link.id();
  }

  /** Whether the client takes what is published. */
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
    LOG.error("injection failed link={}", id(), bug);
    failed = true;
    if (link != null) {
      loop().execute(() -> close(CloseCode.SERVER_ERROR));
    }
  }

  /**
   * The client has lost something for good. A stream that broke is lost to all links of all nodes
   * in the same moment: their clients must not all come back to the backends in one moment, too.
   */
  void closeLater() {
    if (goodbye == null) {
      goodbye =
          loop()
              .schedule(
                  () -> close(CloseCode.SERVICE_RESTART),
                  ThreadLocalRandom.current().nextLong(services.closeSpread().toMillis() + 1),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void close(CloseCode code) {
    link.close(code.number(), code.reason());
  }
}
