package io.carillon.gateway.broker.embedded;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.Membership;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the owner of an entry, and asks again until the answer is to be believed: while nodes come
 * and go an answer may be lost, or come from one who was the owner a moment ago. Steps must be such
 * that twice is once. Confined to the loop of {@link Cluster#context}.
 *
 * @param <S> the state of an entry
 */
final class Owners<S> {
  private static final Logger LOG = LoggerFactory.getLogger(Owners.class);
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 200;

  private final Cluster cluster;
  private final Membership membership;
  private final IMap<String, S> map;
  private final Executor loop;
  private final long patienceNanos;
  private final OwnerCounts counts = new OwnerCounts();
  private boolean held;

  /**
   * @param patience after which the outcome is unknown
   */
  Owners(Cluster cluster, IMap<String, S> map, Duration patience) {
    this.cluster = cluster;
    this.membership = cluster.membership();
    this.map = map;
    this.loop = task -> cluster.context().runOnContext(none -> task.run());
    this.patienceNanos = patience.toNanos();
  }

  /**
   * Runs a step on an entry.
   *
   * @return fails with {@code UNAVAILABLE}: at once when too few nodes see each other, else when
   *     the outcome stays unknown
   */
  <R> Future<R> ask(String key, EntryProcessor<String, S, R> step) {
    return ask(key, step, false);
  }

  /** The same for what has to be done before anything else, also while the rest is held. */
  <R> Future<R> askFirst(String key, EntryProcessor<String, S, R> step) {
    return ask(key, step, true);
  }

  /** What was asked so far. */
  OwnerCounts counts() {
    return counts;
  }

  /** Whether all but {@link #askFirst} waits. */
  void hold(boolean wanted) {
    held = wanted;
  }

  private <R> Future<R> ask(String key, EntryProcessor<String, S, R> step, boolean first) {
    Call<R> call = new Call<>(key, step, first);
    counts.begin();
    call.submit();
    return call.answer.future().onComplete(any -> counts.end());
  }

  private final class Call<R> {
    private final Promise<R> answer = Promise.promise();
    private final long since = System.nanoTime();
    private final String key;
    private final EntryProcessor<String, S, R> step;
    private final boolean first;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    Call(String key, EntryProcessor<String, S, R> step, boolean first) {
      this.key = key;
      this.step = step;
      this.first = first;
    }

    void submit() {
      if (!membership.hasQuorum()) {
        counts.refuse();
        refuse("too few nodes see each other");
        return;
      }
      if (!membership.isSound() || (held && !first)) {
        again(null);
        return;
      }
      Membership.Standing asked = membership.standing();
      try {
        map.<R>submitToKey(key, step)
            .whenCompleteAsync((result, failure) -> answered(result, failure, asked), loop);
      } catch (RuntimeException failure) {
        answered(null, failure, asked);
      }
    }

    private void answered(R result, Throwable failure, Membership.Standing asked) {
      if (failure == null && membership.confirms(asked)) {
        answer.complete(result);
      } else if (failure instanceof HazelcastInstanceNotActiveException) {
        counts.refuse();
        refuse("this node has left the cluster");
      } else {
        again(failure);
      }
    }

    private void again(Throwable failure) {
      if (System.nanoTime() - since > patienceNanos) {
        LOG.warn("no answer that counts entry={}", key, failure);
        counts.giveUp();
        refuse("the outcome is unknown");
        return;
      }
      counts.again();
      cluster.vertx().setTimer(pauseMillis, timer -> submit());
      pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }

    private void refuse(String why) {
      answer.fail(new GatewayException(ErrorCode.UNAVAILABLE, why));
    }
  }
}
