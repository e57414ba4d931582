package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Asks Redis again while it is away, for a while; once it has been away for longer, at most once,
 * so that nobody waits in a row behind others that wait. Confined to one loop.
 */
final class Insistence {
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 200;

  private final Vertx vertx;
  private final Duration patience;
  private final RedisCounts counts;

  /** Since when nothing was answered; 0 when the last was. */
  private final long[] awaySince;

  /**
   * @param patience after which it is not asked again
   */
  Insistence(RedisLink link, Duration patience) {
    this.vertx = link.vertx();
    this.patience = patience;
    this.counts = link.counts();
    this.awaySince = new long[link.shards().count()];
    // Redis is there again: the next time it is away it is asked for as long as ever.
    link.listen(() -> Arrays.fill(awaySince, 0));
  }

  /**
   * Asks until it is done.
   *
   * @param step such that twice is once
   * @return fails with what is to be told to whoever asked
   */
  <T> Future<T> ask(int shard, Supplier<Future<T>> step) {
    return new Call<>(shard, step, true, patience).begin();
  }

  /**
   * Asks until it is done, or perhaps done.
   *
   * @param step that is not to be done twice
   */
  <T> Future<T> askOnce(int shard, Supplier<Future<T>> step) {
    return askOnce(shard, step, patience);
  }

  /** The same for somebody who has another patience. */
  <T> Future<T> askOnce(int shard, Supplier<Future<T>> step, Duration patience) {
    return new Call<>(shard, step, false, patience).begin();
  }

  private final class Call<T> {
    private final Promise<T> done = Promise.promise();
    private final long since = System.nanoTime();
    private final int shard;
    private final Supplier<Future<T>> step;
    private final boolean repeatable;
    private final long patienceNanos;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** The worst that happened: what is not known once is not known for good. */
    private RedisFailure worst;

    Call(int shard, Supplier<Future<T>> step, boolean repeatable, Duration patience) {
      this.shard = shard;
      this.step = step;
      this.repeatable = repeatable;
      this.patienceNanos = patience.toNanos();
    }

    Future<T> begin() {
      attempt();
      return done.future();
    }

    private void attempt() {
      step.get()
          .onSuccess(
              answer -> {
                awaySince[shard] = 0;
                done.complete(answer);
              })
          .onFailure(
              cause -> {
                if (cause instanceof Pause later) {
                  awaySince[shard] = 0;
                  later(later.millis, since);
                } else {
                  failed(RedisFailure.of(cause));
                }
              });
    }

    private void failed(RedisFailure failure) {
      if (worst == null || worst.outcome() != RedisFailure.Outcome.UNKNOWN) {
        worst = failure;
      }
      boolean again =
          failure.outcome() == RedisFailure.Outcome.NOT_DONE
              || (repeatable && failure.outcome() == RedisFailure.Outcome.UNKNOWN);
      if (!again) {
        if (failure.outcome() == RedisFailure.Outcome.REFUSED) {
          awaySince[shard] = 0; // that is an answer
        }
        done.fail(worst.refusal());
        return;
      }
      long now = System.nanoTime();
      awaySince[shard] = awaySince[shard] == 0 ? now : awaySince[shard];
      later(
          ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1), awaySince[shard]);
      pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }

    private void later(long millis, long waitingSince) {
      if (System.nanoTime() - Math.min(since, waitingSince) > patienceNanos) {
        done.fail((worst == null ? RedisFailure.notSent("settling") : worst).refusal());
      } else {
        counts.retry();
        vertx.setTimer(Math.max(1, millis), timer -> attempt());
      }
    }
  }

  /** Redis wants to be asked again in a while. */
  static final class Pause extends RuntimeException {
    private final long millis;

    Pause(long millis) {
      super("later", null, false, false);
      this.millis = millis;
    }
  }
}
