package io.carillon.gateway.broker.stream;

import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The channels this node listens to: puts in order what comes, and looks now and then whether all
 * has come. Confined to one loop.
 */
public final class Listening {
  /** A publication may overtake one of another node; what is missing for longer is lost. */
  private static final long HOLE_NANOS = 30_000_000;

  private static final long LOOK_MILLIS = 10;
  private static final long BETWEEN_CHECKS_MILLIS = 1_000;

  /** Each stream is looked at once in so many seconds, though nothing seems amiss. */
  private static final int ROUND_SECONDS = 30;

  /**
   * Of channels that keep nothing, only the interest can be lost: each is seen in so many rounds.
   */
  private static final int ROUNDS_WITHOUT_STREAM = 10;

  private final Vertx vertx;
  private final Interest.Surroundings surroundings;
  private final Map<Channel, Interest> interests = new HashMap<>();
  private final Set<Interest> incomplete = new HashSet<>();
  private Iterator<Interest> round = List.<Interest>of().iterator();
  private int rounds;
  private int perSecond;
  private long lookTimer = -1;
  private boolean checkIsDue;
  private long allCheckedAt =
      System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(BETWEEN_CHECKS_MILLIS);

  /**
   * @param counts of what happens
   * @param mostUnderWay channels that are visited or left at once
   */
  public Listening(
      Vertx vertx, Home home, StreamCounts counts, int mostUnderWay, BrokerListener listener) {
    this.vertx = vertx;
    this.surroundings =
        new Interest.Surroundings(home, mostUnderWay, counts, listener, interests::remove);
  }

  /** Succeeds when the home of the channel knows that this node listens. */
  public Future<Void> subscribe(Channel channel, Retention retention) {
    return interests
        .computeIfAbsent(channel, name -> new Interest(surroundings, name))
        .want(retention);
  }

  /** This node listens no more. */
  public void unsubscribe(Channel channel) {
    Interest interest = interests.get(channel);
    if (interest != null) {
      interest.unwant();
    }
  }

  /**
   * Takes events that came from other nodes, or from this one itself.
   *
   * @param epoch of the offsets among them; empty when there are none
   */
  public void take(Channel channel, String epoch, List<ChannelEvent> events) {
    Interest interest = interests.get(channel);
    if (interest == null || !interest.isWanted()) {
      return;
    }
    interest.take(epoch, events);
    if (interest.ear().isIncomplete() && incomplete.add(interest) && lookTimer < 0) {
      lookTimer = vertx.setTimer(LOOK_MILLIS, timer -> lookAtHoles());
    }
  }

  /**
   * Something may have been lost, or the state may be another one: looks at every channel, now or
   * as soon as the last time is a second ago.
   */
  public void checkAll() {
    if (!checkIsDue) {
      checkIsDue = true;
      long sinceMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - allCheckedAt);
      vertx.setTimer(
          Math.max(1, BETWEEN_CHECKS_MILLIS - sinceMillis),
          timer -> {
            checkIsDue = false;
            allCheckedAt = System.nanoTime();
            List.copyOf(interests.values()).forEach(Interest::check);
          });
    }
  }

  /**
   * The owners may have forgotten that this node listens.
   *
   * @param publishersKnow see {@link Interest#tellAgain}
   * @return done when all of them know again; failed when one of them could not be told
   */
  public Future<Void> tellAllAgain(boolean publishersKnow) {
    List<Future<Void>> told = new ArrayList<>();
    for (Interest interest : List.copyOf(interests.values())) {
      Future<Void> one = interest.tellAgain(publishersKnow);
      told.add(one.recover(cause -> interest.isWanted() ? one : Future.succeededFuture()));
    }
    return Future.join(told).mapEmpty();
  }

  /** Looks at some of the channels; to be called once a second. */
  public void checkSome() {
    if (!round.hasNext()) {
      boolean withAll = rounds++ % ROUNDS_WITHOUT_STREAM == 0;
      List<Interest> due = new ArrayList<>(interests.values());
      due.removeIf(interest -> !withAll && !interest.isDue());
      round = due.iterator();
      perSecond = (due.size() + ROUND_SECONDS - 1) / ROUND_SECONDS;
    }
    for (int i = 0; i < perSecond && round.hasNext(); i++) {
      round.next().check();
    }
  }

  /** Looks whether all has come of a channel. */
  public void check(Channel channel) {
    Interest interest = interests.get(channel);
    if (interest != null) {
      interest.check();
    }
  }

  /** How far a channel was heard; {@link StreamPosition#NONE} when its stream is not known. */
  public StreamPosition heard(Channel channel) {
    Interest interest = interests.get(channel);
    return interest == null ? StreamPosition.NONE : interest.ear().heard();
  }

  private void lookAtHoles() {
    lookTimer = -1;
    for (Interest interest : List.copyOf(incomplete)) {
      if (!interest.ear().isIncomplete()) {
        incomplete.remove(interest);
      } else if (interest.ear().isIncompleteFor(HOLE_NANOS)) {
        incomplete.remove(interest);
        interest.check();
      }
    }
    if (!incomplete.isEmpty()) {
      lookTimer = vertx.setTimer(LOOK_MILLIS, timer -> lookAtHoles());
    }
  }
}
