package io.carillon.gateway.proxy.link;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.tally.CloseClass;
import io.carillon.gateway.proxy.tally.RouteMetrics;
import io.carillon.gateway.proxy.tally.TimeoutKind;
import io.carillon.gateway.wire.MessageWatcher;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over two channels. Made by {@link Upgrade} when the target has accepted, ended by its
 * {@link Farewell}, gone when both channels are. Confined to its loop.
 */
final class RelayedLink implements ProxyLink {
  private static final Logger LOG = LoggerFactory.getLogger(RelayedLink.class);
  private static final int GOING_AWAY = 1001;

  private final LinkServices services;
  private final LinkRecord record;
  private final PoolConfig pool;
  private final int generation;
  private final Farewell farewell;
  private final Relay client;
  private final TargetRelay target;
  private final Flow flow = new Flow();

  /** Null while nothing waits. */
  private LinkLag lag;

  /** Its place in the table, which owns this. */
  int slot;

  private List<Runnable> whenClosed;

  /**
   * @param pool as it was when the link began
   * @param generation of the rules it began under
   * @param extensible whether both sides have agreed on an extension
   */
  RelayedLink(
      LinkServices services,
      LinkRecord record,
      PoolConfig pool,
      int generation,
      boolean extensible) {
    this.services = services;
    this.record = record;
    this.pool = pool;
    this.generation = generation;
    this.farewell = new Farewell(this, services, record, extensible);
    this.client = new Relay(farewell, true);
    this.target = new TargetRelay(farewell);
    Relay.join(client, target);
    farewell.between(client, target);
  }

  @Override
  public String id() {
    return record.id();
  }

  @Override
  public ClientInfo info() {
    return record.info();
  }

  @Override
  public EventLoop loop() {
    return services.loop();
  }

  @Override
  public Target target() {
    return record.target();
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public boolean maySurviveShutdown() {
    return pool.shutdown() == PoolConfig.AtShutdown.WAIT;
  }

  @Override
  public boolean isOpen() {
    return farewell.isFarOff();
  }

  @Override
  public void inject(ByteBuf frames) {
    if (!isOpen()) {
      frames.release();
      return;
    }
    if (target.frames().isLost()) {
      frames.release();
      farewell.cannotSpeak();
      return;
    }
    target.inject(frames);
    if (isOverBound()) {
      client.flush();
      if (isOverBound()) {
        close(CloseCode.SLOW.number(), CloseCode.SLOW.reason());
      }
    }
  }

  @Override
  public void flush() {
    if (!farewell.hasBegun()) {
      client.flush();
    }
  }

  @Override
  public void watch(MessageWatcher ofClient, MessageWatcher ofTarget) {
    client.frames().watch(ofClient);
    target.frames().watch(ofTarget);
  }

  @Override
  public void close(int code, String reason) {
    farewell.begin(code, reason);
  }

  @Override
  public void onClosed(Runnable then) {
    if (isGone()) {
      then.run();
      return;
    }
    if (whenClosed == null) {
      whenClosed = new ArrayList<>(1);
    }
    whenClosed.add(then);
  }

  /** The leg that reads from the client. */
  Relay client() {
    return client;
  }

  /** The leg that reads from the target. */
  TargetRelay targetRelay() {
    return target;
  }

  /** Bytes that wait for the client, in this process. */
  long bytesQueued() {
    return target.waitingBytes() + Ending.queued(client.channel());
  }

  /** What a client is told whose target is lost. */
  int lossCode() {
    return pool.lossCode();
  }

  /** For how long something waits for the client; null when nothing did at the last tick. */
  LinkLag lag() {
    return lag;
  }

  /** As operators see it now. */
  LinkView view(long lagNanos) {
    return new LinkView(
        info(),
        target().pool() + "/" + target().name(),
        System.currentTimeMillis() - record.age().toMillis(),
        bytesQueued(),
        lagNanos / 1_000_000);
  }

  /** It relays: known from now on. */
  void opened() {
    services.links().add(this);
    metrics().opened();
    AccessEntry opening = record.opening();
    services.log().write(opening);
    LinkTrace.opened(services.tracer(), info(), opening);
  }

  /** Whether both channels are gone. */
  boolean isGone() {
    return farewell.isOver();
  }

  /** Looks whether its time is over; called every now and then. */
  void tick(long now) {
    LinkTrace.watch(services.tracer(), record, client, target);
    lag = LinkLag.after(lag, now, target.bytes() + target.injectedBytes(), bytesQueued());
    flow.look(now, target().tally(), client, target);
    long still = flow.stillNanos(now);
    if (!farewell.isClosing() && farewell.hasPassed() && isLonger(still, services.closeTimeout())) {
      farewell.abort("goodbye not answered");
    } else if (isLonger(still, pool.timeouts().tunnel())) {
      end(TimeoutKind.TUNNEL, GOING_AWAY, "idle");
    } else if (isLonger(record.age().toNanos(), pool.timeouts().maxAge())) {
      end(TimeoutKind.MAX_AGE, CloseCode.SERVICE_RESTART.number(), "maximum age");
    }
  }

  private void end(TimeoutKind timeout, int code, String reason) {
    if (!farewell.isClosing() && !farewell.hasBegun()) {
      target().tally().timeouts().count(timeout);
      close(code, reason);
    }
  }

  /** Both channels are gone: tells all who have to know. */
  void gone() {
    services.links().remove(this);
    flow.tell(target().tally(), client, target);
    target().tally().closed(record.closer()).count(CloseClass.of(record.code()));
    metrics().closed(record.code(), record.isSlow());
    if (record.isSlow()) {
      services.links().tellSlow(this);
    }
    AccessEntry end = record.closing(client, target);
    services.log().write(end);
    LinkTrace.closed(services.tracer(), info(), end);
    if (whenClosed != null) {
      whenClosed.forEach(this::tell);
    }
  }

  private RouteMetrics metrics() {
    return services.metrics().route(record.route());
  }

  private void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException bug) {
      LOG.error("listener of a closed link failed link={}", id(), bug);
    }
  }

  private boolean isOverBound() {
    return bytesQueued() > services.maxQueuedBytes();
  }

  private static boolean isLonger(long nanos, Duration bound) {
    return !bound.isZero() && nanos > bound.toNanos();
  }
}
