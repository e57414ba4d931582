package io.carillon.gateway.proxy.health;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.upstream.DialFailure;
import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The checks of one target in time: one at once, the next at any moment of the interval, so that
 * targets and nodes that begin together do not stay together, and from then on one per interval,
 * give or take a tenth. Confined to the loop.
 */
final class Watch {
  private static final double JITTER = 0.1;

  private final EventLoop loop;
  private final Check check;
  private final Target target;
  private final Streak streak;
  private Promise<Void> verdict = Promise.promise();
  private Future<?> timer;
  private boolean stopped;

  Watch(EventLoop loop, Check check, Target target) {
    this.loop = loop;
    this.check = check;
    this.target = target;
    this.streak = new Streak(check.config(), target.health());
  }

  /** Whether it does already what another configuration wants. */
  boolean isFor(PoolConfig pool) {
    return HealthChecks.isWanted(pool, target.config()) && check.isSame(pool, target.config());
  }

  void start() {
    look(ThreadLocalRandom.current().nextDouble());
  }

  /** Whatever is found from now on is not believed. */
  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel(false);
    }
    verdict.tryFail("not wanted any more");
  }

  /**
   * @param pause until the next check, in intervals
   */
  private void look(double pause) {
    long begun = System.nanoTime();
    verdict = Promise.promise();
    check.run(verdict);
    verdict
        .future()
        .onComplete(
            result -> {
              if (!stopped) {
                long taken = System.nanoTime() - begun;
                onVerdict(result, Duration.ofNanos(taken));
                Duration interval = check.config().interval();
                lookAfter((long) (interval.toNanos() * pause) - taken);
              }
            });
  }

  private void lookAfter(long nanos) {
    double pause = 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1);
    timer = loop.schedule(() -> look(pause), Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  private void onVerdict(AsyncResult<Void> result, Duration took) {
    if (result.cause() instanceof DialFailure failure && failure.isOurs()) {
      return; // tells nothing of the target
    }
    String reason =
        result.succeeded() ? "check passed" : "check failed: " + result.cause().getMessage();
    target.tally().checked(result.succeeded(), reason, took);
    target.onHealth(streak.on(result.succeeded()), reason);
  }
}
