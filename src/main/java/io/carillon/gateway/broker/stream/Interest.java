package io.carillon.gateway.broker.stream;

import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What this node wants of one channel, and what its home knows of that; one thing is asked of it at
 * a time. Confined to one loop.
 */
final class Interest {
  private static final int MOST_READ = 500;

  private final Surroundings surroundings;
  private final Channel channel;
  private final Ear ear;
  private final List<Promise<Void>> waiters = new ArrayList<>(1);
  private Retention retention = Retention.NONE;
  private Known known = Known.NO;
  private boolean wanted;
  private boolean busy;
  private boolean toCheck;

  /** How often what the owner knows became uncertain. */
  private int doubts;

  Interest(Surroundings surroundings, Channel channel) {
    this.surroundings = surroundings;
    this.channel = channel;
    this.ear = new Ear(channel, surroundings.listener, surroundings.counts);
  }

  /** Succeeds when the owner knows that this node listens. */
  Future<Void> want(Retention newRetention) {
    retention = newRetention;
    wanted = true;
    return known == Known.YES ? Future.succeededFuture() : whenTold();
  }

  void unwant() {
    wanted = false;
    proceed();
  }

  boolean isWanted() {
    return wanted;
  }

  /** Takes what came of the channel. */
  void take(String epoch, List<ChannelEvent> events) {
    if (retention.keeps()) {
      ear.take(epoch, events);
    } else {
      // Others may keep a stream of it already; here nobody could say what stands before.
      events.forEach(surroundings.listener::onEvent);
    }
  }

  Ear ear() {
    return ear;
  }

  /** Whether it has to be looked at in each round: it has a stream, or the owner is to be told. */
  boolean isDue() {
    return retention.keeps() || wanted != (known == Known.YES) || known == Known.MAYBE;
  }

  /** Looks whether all has come, and tells the owner again what did not reach it. */
  void check() {
    toCheck = true;
    proceed();
  }

  /**
   * The owner may have forgotten. Done when it knows again.
   *
   * @param publishersKnow whether publishers send here meanwhile, so that nobody who subscribes has
   *     to wait
   */
  Future<Void> tellAgain(boolean publishersKnow) {
    doubts++;
    toCheck = true;
    known = publishersKnow ? known : Known.MAYBE;
    return wanted ? whenTold() : Future.succeededFuture();
  }

  private Future<Void> whenTold() {
    Promise<Void> told = Promise.promise();
    waiters.add(told);
    proceed();
    return told.future();
  }

  private void proceed() {
    if (busy) {
      return;
    }
    boolean toTell = wanted && known != Known.YES;
    boolean toLeave = !wanted && known != Known.NO;
    if (toTell || toLeave) {
      enter(surroundings.gate);
    } else if (wanted && toCheck) {
      enter(surroundings.checks);
    } else if (!wanted) {
      surroundings.onOver.accept(channel, this);
    }
  }

  private void enter(Gate gate) {
    busy = true;
    gate.enter(() -> act(gate));
  }

  private void act(Gate gate) {
    if (wanted) {
      visit(gate);
    } else {
      settle(new GatewayException(ErrorCode.UNAVAILABLE, "no longer wanted"));
      if (known == Known.NO) {
        done(gate, true);
      } else {
        leave(gate);
      }
    }
  }

  private void visit(Gate gate) {
    toCheck = false;
    surroundings.counts.tell();
    known = known == Known.NO ? Known.MAYBE : known;
    int doubtsBefore = doubts;
    surroundings
        .home
        .visit(channel, retention, ear.heard(), MOST_READ)
        .onComplete(
            visited -> {
              if (visited.succeeded()) {
                learn(visited.result());
              }
              // Whoever doubts since then is answered by the next visit.
              if (doubtsBefore == doubts) {
                known = visited.succeeded() ? Known.YES : known;
                settle(visited.cause());
              }
              done(gate, visited.succeeded());
            });
  }

  private void learn(History read) {
    if (retention.keeps()) {
      surroundings.counts.repaired(ear.learn(read));
      List<Publication> publications = read.publications();
      toCheck |=
          !publications.isEmpty()
              && publications.get(publications.size() - 1).offset() < read.top().offset();
    }
  }

  private void leave(Gate gate) {
    known = Known.MAYBE;
    surroundings.counts.leave();
    ear.forget();
    surroundings
        .home
        .leave(channel)
        .onComplete(
            left -> {
              known = left.succeeded() ? Known.NO : known;
              done(gate, left.succeeded());
            });
  }

  private void settle(Throwable failure) {
    List<Promise<Void>> waiting = List.copyOf(waiters);
    waiters.clear();
    for (Promise<Void> waiter : waiting) {
      if (failure == null) {
        waiter.complete();
      } else {
        waiter.fail(failure);
      }
    }
  }

  // What failed is tried again with the next round, or when somebody wants it.
  private void done(Gate gate, boolean succeeded) {
    busy = false;
    gate.leave();
    if (succeeded || !waiters.isEmpty()) {
      proceed();
    }
  }

  /** What the owner knows of this node. */
  private enum Known {
    NO,
    MAYBE,
    YES
  }

  /** What all interests of a node share. */
  static final class Surroundings {
    private static final int MOST_CHECKS = 128;

    private final Home home;
    private final BrokerListener listener;
    private final BiConsumer<Channel, Interest> onOver;
    private final Gate gate;

    /** Apart, so that nobody who wants to subscribe waits behind them. */
    private final Gate checks = new Gate(MOST_CHECKS);

    private final StreamCounts counts;

    /**
     * @param counts of what happens
     * @param mostUnderWay channels that are visited or left at once
     * @param onOver told when nothing is wanted and nothing is known any more
     */
    Surroundings(
        Home home,
        int mostUnderWay,
        StreamCounts counts,
        BrokerListener listener,
        BiConsumer<Channel, Interest> onOver) {
      this.home = home;
      this.gate = new Gate(mostUnderWay);
      this.counts = counts;
      this.listener = listener;
      this.onOver = onOver;
    }
  }
}
