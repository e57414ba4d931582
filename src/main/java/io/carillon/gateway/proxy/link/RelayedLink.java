package io.carillon.gateway.proxy.link;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.tally.CloseClass;
import io.carillon.gateway.proxy.tally.Closer;
import io.carillon.gateway.proxy.tally.RouteMetrics;
import io.carillon.gateway.proxy.tally.TimeoutKind;
import io.carillon.gateway.trace.Tracer;
import io.carillon.gateway.wire.Frames;
import io.carillon.gateway.wire.MessageWatcher;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over two channels, and how it ends. Made by {@link Upgrade} when the target has accepted,
 * gone when both channels are. Confined to its loop.
 */
final class RelayedLink implements ProxyLink {
  private static final Logger LOG = LoggerFactory.getLogger(RelayedLink.class);
  private static final int NO_CLOSE_FRAME = 1006;
  private static final int GOING_AWAY = 1001;

  private final LinkServices services;
  private final LinkRecord record;
  private final PoolConfig pool;
  private final Target backend;
  private final int generation;
  private final boolean extensible;
  private final Relay client = new Relay(this, true);
  private final TargetRelay target = new TargetRelay(this);
  private final Flow flow = new Flow();
  private final LinkLag lag = new LinkLag();

  /** Its place in the table, which owns this. */
  int slot;

  private long readSeen = -1;
  private long leftSeen;
  private long quietSince;
  private List<Runnable> whenClosed;
  private boolean closing;
  private int goodbyeCode;
  private String goodbyeReason;

  /** Ends a link whose goodbye waits for a message that does not end; null when none does. */
  private Future<?> impatience;

  private int legsEnded;

  /**
   * @param pool as it was when the link began
   * @param generation of the rules it began under
   * @param extensible whether both sides have agreed on an extension
   */
  RelayedLink(
      LinkServices services,
      LinkRecord record,
      PoolConfig pool,
      Target backend,
      int generation,
      boolean extensible) {
    this.services = services;
    this.record = record;
    this.pool = pool;
    this.backend = backend;
    this.generation = generation;
    this.extensible = extensible;
    Relay.join(client, target);
  }

  @Override
  public String id() {
    return record.opening().id();
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
    return backend;
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public boolean isOpen() {
    return !closing && legsEnded == 0 && !hasGoodbyePassed();
  }

  @Override
  public void inject(ByteBuf frames) {
    if (!isOpen()) {
      frames.release();
      return;
    }
    if (target.frames().isLost()) {
      frames.release();
      cannotSpeak();
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
    if (legsEnded == 0) {
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
    if (closing || legsEnded > 0) {
      return;
    }
    closing = true;
    record.ends("gateway", code, reason);
    if (hasGoodbyePassed()) {
      // They are at it, but may be at it for ever.
      Ending.within(client.channel(), services.closeTimeout());
      Ending.within(target.channel(), services.closeTimeout());
      return;
    }
    goodbyeCode = code;
    goodbyeReason = reason;
    if (target.frames().isBetweenMessages()) {
      sayGoodbye();
    } else if (target.frames().isLost()) {
      cannotSpeak();
    } else {
      target.awaitGoodbye();
      // Whoever is in the middle of a message may never end it.
      impatience = Ending.within(client.channel(), services.closeTimeout());
    }
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

  /** For how long something waits for the client. */
  LinkLag lag() {
    return lag;
  }

  /** As operators see it now. */
  LinkView view(long lagNanos) {
    return new LinkView(
        info(),
        backend.pool() + "/" + backend.name(),
        System.currentTimeMillis() - record.age().toMillis(),
        bytesQueued(),
        lagNanos / 1_000_000);
  }

  /** It relays: known from now on. */
  void opened() {
    services.links().add(this);
    metrics().opened();
    services.log().write(record.opening());
    LinkTrace.opened(services.tracer(), info(), record.opening());
  }

  /** Whether both channels are gone. */
  boolean isGone() {
    return legsEnded == 2;
  }

  /** Looks whether its time is over; called every now and then. */
  void tick(long now) {
    if (services.tracer().isOn() || client.frames().isWatched()) {
      trace(services.tracer().watches(info()));
    }
    lag.look(now, target.bytes() + target.injectedBytes(), bytesQueued());
    if (hasMoved()) {
      quietSince = now;
      flow.tell(backend.tally(), client, target);
    }
    if (!closing && hasGoodbyePassed() && isLonger(now - quietSince, services.closeTimeout())) {
      abort("goodbye not answered");
    } else if (isLonger(now - quietSince, pool.timeouts().tunnel())) {
      end(TimeoutKind.TUNNEL, GOING_AWAY, "idle");
    } else if (isLonger(record.age().toNanos(), pool.timeouts().maxAge())) {
      end(TimeoutKind.MAX_AGE, CloseCode.SERVICE_RESTART.number(), "maximum age");
    }
  }

  private void end(TimeoutKind timeout, int code, String reason) {
    if (!closing && legsEnded == 0) {
      backend.tally().timeouts().count(timeout);
      close(code, reason);
    }
  }

  private void trace(boolean watched) {
    if (watched != client.frames().isWatched()) {
      Tracer tracer = services.tracer();
      client.frames().watchFrames(watched ? LinkTrace.frames(tracer, info(), "up") : null);
      target.frames().watchFrames(watched ? LinkTrace.frames(tracer, info(), "down") : null);
    }
  }

  /** Nothing is under way to the client: the close frame that waits can go. */
  void sayGoodbye() {
    if (impatience != null) {
      impatience.cancel(false);
    }
    tellClient(goodbyeCode, goodbyeReason);
    if (client.frames().isBetweenMessages()) {
      ByteBuf frame = target.channel().alloc().directBuffer(8);
      Frames.writeMaskedClose(frame, GOING_AWAY);
      target.write(frame);
      target.flush();
      target.leave(services.closeTimeout());
    } else {
      target.closeAfterWrites(services.closeTimeout());
    }
  }

  /** A side has said goodbye by itself, and the other has it: nothing may be put in any more. */
  void goodbyePassed(Relay leg) {
    target.drop();
    record.ends(leg == target ? "target" : "client", leg.frames().closeCode(), "");
  }

  /** Nobody knows any more where messages of the target end: what waits will never go. */
  void cannotSpeak() {
    if (closing) {
      target.drop();
      client.reset();
      target.closeAfterWrites(services.closeTimeout());
    } else {
      // A client that misses publications must know, to come back and ask for them.
      LOG.warn(
          "publication not put in, target speaks no WebSocket link={} target={}/{}",
          id(),
          backend.pool(),
          backend.name());
      abort("target speaks no WebSocket");
    }
  }

  /** Whom we told goodbye has answered. */
  void saidGoodbye(Relay leg) {
    leg.closeAfterWrites(services.closeTimeout());
  }

  /** A channel is gone; all that was read from it has been passed on. */
  void ended(Relay leg) {
    legsEnded++;
    if (legsEnded == 1) {
      if (leg == target) {
        targetEnded();
      } else {
        clientEnded();
      }
    } else {
      gone();
    }
  }

  /** A leg failed: of a broken socket we hear by its end, everything else is a bug of ours. */
  void failed(Relay leg, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.debug("leg failed link={} cause={}", id(), cause.toString());
      leg.channel().close();
      return;
    }
    LOG.error("link failed link={}", id(), cause);
    abort("internal error");
  }

  /** Ends both sides at once. */
  void abort(String reason) {
    closing = true;
    record.ends("gateway", NO_CLOSE_FRAME, reason);
    target.drop();
    client.reset();
    target.reset();
  }

  private void targetEnded() {
    boolean midMessage = !target.frames().isBetweenMessages() && !target.frames().isClosed();
    target.drop();
    if (client.isLeaving()) {
      return; // it has its close frame and a deadline
    }
    if (hasGoodbyePassed()) {
      // Reads on: a socket that closes with something unread takes the close frame back.
      client.leave(services.closeTimeout());
    } else {
      targetLost(midMessage);
    }
  }

  private void targetLost(boolean midMessage) {
    if (!closing && !hasClientMisbehaved()) {
      backend.onBroken(record.age());
    }
    record.ends("target", NO_CLOSE_FRAME, midMessage ? "lost inside a message" : "lost");
    closing = true;
    if (midMessage) {
      client.reset();
    } else {
      tellClient(pool.lossCode(), "backend lost");
    }
  }

  // Whoever is sent no WebSocket may hang up: clients are not to get healthy targets ejected.
  private boolean hasClientMisbehaved() {
    return client.frames().isLost() || (client.frames().isExtended() && !extensible);
  }

  private void clientEnded() {
    target.drop();
    record.ends("client", NO_CLOSE_FRAME, "");
    if (!target.isLeaving()) {
      target.closeAfterWrites(services.closeTimeout());
    }
  }

  private void tellClient(int code, String reason) {
    ByteBuf frame = client.channel().alloc().directBuffer(32);
    Frames.writeClose(frame, code, reason);
    client.write(frame);
    client.flush();
    client.leave(services.closeTimeout());
  }

  private void gone() {
    services.links().remove(this);
    flow.tell(backend.tally(), client, target);
    backend.tally().closed(record.closer()).count(CloseClass.of(record.code()));
    metrics().closed(record.code(), isSlow());
    AccessEntry closing = record.closing(client, target);
    services.log().write(closing);
    LinkTrace.closed(services.tracer(), info(), closing);
    if (whenClosed != null) {
      whenClosed.forEach(this::tell);
    }
  }

  private boolean isSlow() {
    return record.closer() == Closer.GATEWAY && record.code() == CloseCode.SLOW.number();
  }

  private RouteMetrics metrics() {
    return services.metrics().route(record.opening().asked().route());
  }

  private void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException bug) {
      LOG.error("listener of a closed link failed link={}", id(), bug);
    }
  }

  /** Whether nothing is missing for the end but that the other side agrees. */
  private boolean hasGoodbyePassed() {
    return client.frames().isClosed() || target.frames().isClosed();
  }

  // Publications are life too, but only when they leave; the queue counts more than their bytes.
  private boolean hasMoved() {
    long read = client.bytes() + target.bytes();
    long left = read + target.injectedBytes() - bytesQueued() - Ending.queued(target.channel());
    boolean moved = read != readSeen || left > leftSeen;
    readSeen = read;
    leftSeen = Math.max(left, leftSeen);
    return moved;
  }

  private boolean isOverBound() {
    return bytesQueued() > services.maxQueuedBytes();
  }

  private static boolean isLonger(long nanos, Duration bound) {
    return !bound.isZero() && nanos > bound.toNanos();
  }
}
