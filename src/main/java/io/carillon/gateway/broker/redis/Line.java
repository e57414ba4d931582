package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up one connection to one server: dials, greets, and dials again whenever it is gone, with
 * pauses that grow to a second and are never the same on two nodes. Confined to one loop; begun by
 * {@link #open} and ended by {@link #close}.
 */
final class Line {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);
  private static final long FIRST_PAUSE_MILLIS = 20;
  static final long LONGEST_PAUSE_MILLIS = 1_000;

  /** A connection that lives for shorter has not ended the trouble before it. */
  private static final long CALM_NANOS = 10_000_000_000L;

  private final Vertx vertx;
  private final Dialer dialer;
  private final RedisAddress address;
  private final String name;
  private final Owner owner;
  private Wire wire;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private long timer = -1;
  private boolean closed;
  private String lastTrouble;

  /** Whether the log says that there is none. */
  private boolean saidToBeGone;

  private long upAt;

  /**
   * @param name of what it is for, for the log
   */
  Line(Vertx vertx, Dialer dialer, RedisAddress address, String name, Owner owner) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.address = address;
    this.name = name;
    this.owner = owner;
  }

  void open() {
    timer = -1;
    dialer
        .dial(address)
        .compose(
            dialled ->
                owner
                    .greet(dialled)
                    .map(dialled)
                    .onFailure(refused -> dialled.end("refused: " + refused.getMessage())))
        .onSuccess(this::up)
        .onFailure(this::failed);
  }

  /** The connection; null while there is none. */
  Wire wire() {
    return wire;
  }

  /** The connection is dead, whatever its socket says. */
  void drop(String why) {
    if (wire != null) {
      wire.end(why);
    }
  }

  void close() {
    closed = true;
    vertx.cancelTimer(timer);
    drop("no longer needed");
  }

  private void up(Wire dialled) {
    if (closed || !dialled.isOpen()) {
      dialled.end("no longer needed");
      again();
      return;
    }
    wire = dialled;
    upAt = System.nanoTime();
    dialer.counts().connect();
    if (saidToBeGone) {
      saidToBeGone = false;
      LOG.info("connected to Redis again server={} for={}", address, name);
    }
    dialled.ended().onSuccess(this::down);
    owner.onUp(dialled);
  }

  private void down(String why) {
    Wire gone = wire;
    wire = null;
    if (System.nanoTime() - upAt > CALM_NANOS) {
      lastTrouble = null;
      pauseMillis = FIRST_PAUSE_MILLIS;
    }
    if (!closed) {
      dialer.counts().disconnect();
      note(why);
    }
    owner.onDown(gone);
    again();
  }

  private void failed(Throwable cause) {
    if (!closed) {
      dialer.counts().failToDial();
      note(String.valueOf(cause.getMessage()));
      owner.onTrouble(cause);
    }
    again();
  }

  // Once for each reason: it is tried many times.
  private void note(String why) {
    if (!why.equals(lastTrouble)) {
      lastTrouble = why;
      saidToBeGone = true;
      LOG.warn("no connection to Redis server={} for={} reason={}", address, name, why);
    }
  }

  private void again() {
    if (closed || timer >= 0) {
      return;
    }
    long jittered = ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1);
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    timer = vertx.setTimer(jittered, fired -> open());
  }

  /** Whoever uses the connection. */
  interface Owner {
    /** The first commands; when they fail, so does the connection. */
    Future<Void> greet(Wire wire);

    void onUp(Wire wire);

    void onDown(Wire wire);

    /** It could not be connected. */
    void onTrouble(Throwable cause);
  }
}
