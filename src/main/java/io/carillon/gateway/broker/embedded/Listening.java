package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.embedded.state.Epochs;
import io.carillon.gateway.broker.embedded.state.LeaveChannel;
import io.carillon.gateway.broker.embedded.state.VisitChannel;
import io.carillon.gateway.broker.embedded.state.Visited;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The channels this node listens to: tells their owners, puts in order what comes, and looks now
 * and then whether all has come. Confined to one loop.
 */
final class Listening {
  /** A publication may overtake one of another node; what is missing for longer is lost. */
  private static final long HOLE_NANOS = 30_000_000;

  private static final long LOOK_MILLIS = 10;
  private static final int MOST_UNDER_WAY = 256;
  private static final int MOST_READ = 500;

  /** Each channel is looked at once in so many seconds, though nothing seems amiss. */
  private static final int ROUND_SECONDS = 30;

  private final Vertx vertx;
  private final long self;
  private final Owners<ChannelState> owners;
  private final InstantSource clock;
  private final BrokerListener listener;
  private final Gate gate = new Gate(MOST_UNDER_WAY);
  private final Map<Channel, Interest> interests = new HashMap<>();
  private final Set<Interest> incomplete = new HashSet<>();
  private Iterator<Interest> round = List.<Interest>of().iterator();
  private int perSecond;
  private long lookTimer = -1;
  private long repaired;

  Listening(
      Vertx vertx,
      long self,
      Owners<ChannelState> owners,
      InstantSource clock,
      BrokerListener listener) {
    this.vertx = vertx;
    this.self = self;
    this.owners = owners;
    this.clock = clock;
    this.listener = listener;
  }

  /** Succeeds when the owner knows that this node listens. */
  Future<Void> subscribe(Channel channel, Retention retention) {
    Interest interest = interests.computeIfAbsent(channel, Interest::new);
    interest.retention = retention;
    interest.wanted = true;
    if (interest.recorded) {
      return Future.succeededFuture();
    }
    Promise<Void> recorded = Promise.promise();
    interest.waiters.add(recorded);
    interest.proceed();
    return recorded.future();
  }

  void unsubscribe(Channel channel) {
    Interest interest = interests.get(channel);
    if (interest != null) {
      interest.wanted = false;
      interest.proceed();
    }
  }

  /** Takes events that came over the bus, or from this node itself. */
  void take(Channel channel, String epoch, List<ChannelEvent> events) {
    Interest interest = interests.get(channel);
    if (interest == null || !interest.wanted) {
      return;
    }
    interest.ear.take(epoch, events);
    if (interest.ear.isIncomplete() && incomplete.add(interest) && lookTimer < 0) {
      lookTimer = vertx.setTimer(LOOK_MILLIS, timer -> lookAtHoles());
    }
  }

  /** Something may have been lost, or the state may be another one: looks at every channel. */
  void checkAll() {
    interests.values().forEach(Interest::check);
  }

  /** Looks at some of the channels; to be called once a second. */
  void checkSome() {
    if (!round.hasNext()) {
      List<Interest> all = new ArrayList<>(interests.values());
      round = all.iterator();
      perSecond = (all.size() + ROUND_SECONDS - 1) / ROUND_SECONDS;
    }
    for (int i = 0; i < perSecond && round.hasNext(); i++) {
      round.next().check();
    }
  }

  /** Publications that did not come by themselves and were read from their stream. */
  long repaired() {
    return repaired;
  }

  /** Channels this node listens to, or did a moment ago. */
  int channelCount() {
    return interests.size();
  }

  private void lookAtHoles() {
    lookTimer = -1;
    for (Interest interest : List.copyOf(incomplete)) {
      if (!interest.ear.isIncomplete()) {
        incomplete.remove(interest);
      } else if (interest.ear.isIncompleteFor(HOLE_NANOS)) {
        incomplete.remove(interest);
        interest.check();
      }
    }
    if (!incomplete.isEmpty()) {
      lookTimer = vertx.setTimer(LOOK_MILLIS, timer -> lookAtHoles());
    }
  }

  /** What this node wants of one channel, and what its owner knows of that. */
  private final class Interest {
    private final Channel channel;
    private final Ear ear;
    private final List<Promise<Void>> waiters = new ArrayList<>(1);
    private Retention retention = Retention.NONE;
    private boolean wanted;
    private boolean recorded;
    private boolean busy;
    private boolean toCheck;

    Interest(Channel channel) {
      this.channel = channel;
      this.ear = new Ear(channel, listener);
    }

    void check() {
      if (wanted && recorded) {
        toCheck = true;
        proceed();
      }
    }

    /** Does what is to be done next, one thing at a time. */
    void proceed() {
      if (busy) {
        return;
      }
      boolean toVisit = wanted && (!recorded || toCheck);
      boolean toLeave = !wanted && recorded;
      if (toVisit || toLeave) {
        busy = true;
        gate.enter(this::act);
      } else if (!wanted) {
        interests.remove(channel, this);
      }
    }

    private void act() {
      if (wanted) {
        visit();
      } else if (recorded) {
        leave();
      } else {
        done();
      }
    }

    private void visit() {
      toCheck = false;
      VisitChannel visit =
          new VisitChannel(self, retention, ear.heard(), MOST_READ, Epochs.next(), clock.millis());
      owners
          .ask(channel.name(), visit)
          .onComplete(
              visited -> {
                if (visited.succeeded()) {
                  learn(visited.result());
                } else {
                  settle(visited.cause());
                }
                done();
              });
    }

    private void learn(Visited visited) {
      recorded = true;
      if (retention.keeps()) {
        repaired += ear.learn(visited.history());
        toCheck = visited.history().publications().size() == MOST_READ;
      }
      settle(null);
    }

    private void leave() {
      recorded = false;
      ear.forget();
      owners
          .ask(channel.name(), new LeaveChannel(self, clock.millis()))
          .onComplete(left -> done()); // not told, it is told nothing new: what comes is ignored
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

    private void done() {
      busy = false;
      gate.leave();
      // A visit that failed is tried again by whoever wants it, and with the next round.
      if (!wanted || toCheck || !waiters.isEmpty()) {
        proceed();
      }
    }
  }
}
