package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Asks Redis again while it is away, for a while. Confined to one loop. */
final class Insistence {
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 200;

  private final Vertx vertx;
  private final long patienceNanos;

  /**
   * @param patienceNanos after which it is not asked again
   */
  Insistence(Vertx vertx, long patienceNanos) {
    this.vertx = vertx;
    this.patienceNanos = patienceNanos;
  }

  /**
   * Asks until it is done.
   *
   * @param step such that twice is once
   * @return fails with what is to be told to whoever asked
   */
  <T> Future<T> ask(Supplier<Future<T>> step) {
    return insist(step, true);
  }

  /**
   * Asks until it is done, or perhaps done.
   *
   * @param step that is not to be done twice
   */
  <T> Future<T> askOnce(Supplier<Future<T>> step) {
    return insist(step, false);
  }

  private <T> Future<T> insist(Supplier<Future<T>> step, boolean repeatable) {
    Promise<T> done = Promise.promise();
    attempt(step, repeatable, done, System.nanoTime(), FIRST_PAUSE_MILLIS);
    return done.future();
  }

  private <T> void attempt(
      Supplier<Future<T>> step, boolean repeatable, Promise<T> done, long since, long pause) {
    step.get()
        .onComplete(
            result -> {
              if (result.succeeded()) {
                done.complete(result.result());
                return;
              }
              Pause wanted = result.cause() instanceof Pause later ? later : null;
              RedisFailure failure = wanted == null ? RedisFailure.of(result.cause()) : null;
              if (System.nanoTime() - since > patienceNanos
                  || (failure != null && !isWorthIt(failure, repeatable))) {
                done.fail(
                    failure == null
                        ? RedisFailure.notSent("settling").refusal()
                        : failure.refusal());
                return;
              }
              long millis =
                  wanted != null
                      ? wanted.millis
                      : ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
              vertx.setTimer(
                  Math.max(1, millis),
                  timer ->
                      attempt(
                          step,
                          repeatable,
                          done,
                          since,
                          Math.min(2 * pause, LONGEST_PAUSE_MILLIS)));
            });
  }

  private static boolean isWorthIt(RedisFailure failure, boolean repeatable) {
    return failure.outcome() == RedisFailure.Outcome.NOT_DONE
        || (repeatable && failure.outcome() == RedisFailure.Outcome.UNKNOWN);
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
