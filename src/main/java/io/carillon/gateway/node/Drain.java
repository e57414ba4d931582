package io.carillon.gateway.node;

import io.carillon.gateway.api.NodeDrain;
import io.carillon.gateway.config.ShutdownConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.metrics.Totals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * How far a node has parted with its clients: it serves, waits for load balancers to notice that it
 * is not ready, closes, and is drained. One per node; callable from any thread.
 */
final class Drain implements NodeDrain {
  private final ShutdownConfig config;
  private final Vertx vertx;
  private final Readiness readiness;
  private final Parting parting;
  private final Promise<Void> drained = Promise.promise();

  // All of these are guarded by this.
  private State state = State.SERVING;
  private long timer = -1; // none: Vert.x numbers its own from 0 on
  private long due = System.nanoTime();
  private boolean hurried;
  private boolean isLast;

  Drain(ShutdownConfig config, Vertx vertx, Readiness readiness, Parting parting) {
    this.config = config;
    this.vertx = vertx;
    this.readiness = readiness;
    this.parting = parting;
  }

  /** Does it for good, since the node is going to end; done when nobody is left. */
  synchronized Future<Void> run() {
    isLast = true;
    begin();
    return drained.future();
  }

  @Override
  public synchronized Progress begin() {
    if (state == State.SERVING && config.notReadyFor().isZero()) {
      close();
    } else if (state == State.SERVING) {
      enter(State.WAITING, config.notReadyFor());
      timer = vertx.setTimer(config.notReadyFor().toMillis(), any -> waited());
    }
    return progress();
  }

  private synchronized void waited() {
    if (state == State.WAITING) {
      close();
    }
  }

  /** The same without waiting for load balancers. */
  synchronized Future<Void> closeNow() {
    if (state == State.SERVING || state == State.WAITING) {
      vertx.cancelTimer(timer);
      close();
    }
    return drained.future();
  }

  /** The same, and all at once. */
  synchronized Future<Void> hurry() {
    Future<Void> gone = closeNow();
    if (state == State.CLOSING && !hurried) {
      hurried = true;
      parting.hurry(gone).onComplete(over -> drained.tryComplete());
    }
    return gone;
  }

  @Override
  public synchronized Progress cancel() {
    if (state == State.CLOSING || state == State.DRAINED) {
      throw new GatewayException(
          ErrorCode.CONFLICT, "clients have been asked to go already, and cannot be called back");
    }
    if (isLast) {
      throw new GatewayException(ErrorCode.CONFLICT, "the node has been asked to end");
    }
    if (state == State.WAITING) {
      vertx.cancelTimer(timer);
      enter(State.SERVING, Duration.ZERO);
    }
    return progress();
  }

  private void close() {
    enter(State.CLOSING, config.deadline());
    parting.begin().onComplete(gone -> closed());
  }

  private synchronized void closed() {
    enter(State.DRAINED, Duration.ZERO);
    drained.tryComplete();
  }

  private void enter(State next, Duration time) {
    state = next;
    due = System.nanoTime() + time.toNanos();
    switch (next) {
      case SERVING -> readiness.open();
      case WAITING -> readiness.drain("load balancers have time to notice");
      case CLOSING -> readiness.drain("clients are asked to come back");
      case DRAINED -> readiness.drain("nobody is left");
    }
  }

  @Override
  public synchronized Progress progress() {
    Totals here = parting.here();
    boolean pressed = state == State.WAITING || state == State.CLOSING;
    long left = pressed ? Math.max(0, due - System.nanoTime()) : 0;
    return new Progress(state, here.clients(), here.links(), Duration.ofNanos(left));
  }
}
