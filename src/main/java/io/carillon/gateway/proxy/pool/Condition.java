package io.carillon.gateway.proxy.pool;

import io.carillon.gateway.config.EjectionConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.tally.Tally;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What checks and clients see of a target, and what follows: it is down, left out for a while, or
 * takes its share slowly. Each change is logged once, with its reason. Callable from any thread.
 */
final class Condition {
  private static final Logger LOG = LoggerFactory.getLogger(Condition.class);

  /** The share with which a target starts slowly: with none it would never start. */
  private static final double LEAST_SHARE = 0.01;

  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private final String pool;
  private final String target;
  private final LongSupplier clock;
  private final Tally tally;
  private final Runnable onChange;
  private final Conduct conduct = new Conduct();
  private final Ejection ejection = new Ejection();
  private final LongAdder failures = new LongAdder();
  private boolean isOut;
  private String outFor = "";
  private volatile EjectionConfig rules;
  private volatile long slowStart;
  private volatile Health health = Health.UNKNOWN;
  private volatile long cameUp;
  private volatile Change change;

  /**
   * @param tally of the target
   * @param clock nanoseconds, from any beginning, never negative
   * @param onChange called after each change, on the thread that brought it, with no lock held
   */
  Condition(PoolConfig pool, String target, Tally tally, LongSupplier clock, Runnable onChange) {
    this.pool = pool.name();
    this.target = target;
    this.tally = tally;
    this.clock = clock;
    this.onChange = onChange;
    this.cameUp = clock.getAsLong();
    this.change = new Change(cameUp, "added");
    update(pool);
  }

  /** Takes the rules that hold from now on. */
  void update(PoolConfig newPool) {
    rules = newPool.ejection();
    slowStart = newPool.slowStart().toNanos();
  }

  Health health() {
    return health;
  }

  /** Failures of any kind so far. */
  long failures() {
    return failures.sum();
  }

  /** The last thing that changed. */
  Change lastChange() {
    return change;
  }

  /** Whether checks have not found it down. */
  boolean isUp() {
    return health != Health.DOWN;
  }

  boolean isEjected(long now) {
    return ejection.isOn(now);
  }

  /** When it is used again, or was. */
  long ejectedUntil() {
    return ejection.until();
  }

  /** How much of its weight it takes, above 0 and at most 1. */
  double strength(long now) {
    long age = now - cameUp;
    // One that is ejected but used, since its pool panics, takes all that it can.
    return age < 0 || age >= slowStart ? 1 : Math.max(LEAST_SHARE, (double) age / slowStart);
  }

  /** It was started long ago, so that it takes all of its weight at once. */
  synchronized void startAtOnce() {
    cameUp = LONG_AGO;
  }

  /** Operators want something else of it. */
  synchronized void onWanted(String what, boolean startsAnew) {
    change = new Change(clock.getAsLong(), what);
    if (startsAnew) {
      cameUp = change.at();
    }
    LOG.info("target wanted otherwise pool={} target={} now={}", pool, target, what);
  }

  void onFailure(String reason) {
    failures.increment();
    if (mayBeEjected() && conduct.onFailure() >= rules.failures()) {
      eject("failed in a row, last: " + reason);
    }
  }

  void onSuccess() {
    if (rules.failures() > 0) {
      conduct.onSuccess(clock.getAsLong(), rules.early().toNanos());
    }
  }

  void onBroken(Duration age) {
    Duration early = rules.early();
    if (age.compareTo(early) < 0) {
      failures.increment();
      if (mayBeEjected()
          && conduct.onBroken(clock.getAsLong(), early.toNanos()) >= rules.failures()) {
        eject("links broke right after their upgrade");
      }
    }
  }

  void onHealth(Health now, String reason) {
    synchronized (this) {
      Health before = health;
      if (before == now) {
        return;
      }
      change = new Change(clock.getAsLong(), reason);
      if (before == Health.DOWN) {
        cameUp = change.at();
      }
      health = now;
      if (now == Health.DOWN) {
        LOG.warn("target down pool={} target={} reason={}", pool, target, reason);
      } else if (before == Health.DOWN) {
        String what = now == Health.UP ? "up" : "unchecked";
        LOG.info("target {} pool={} target={} reason={}", what, pool, target, reason);
      }
    }
    onChange.run();
  }

  /** Tells, once, when an ejection is over. */
  synchronized void noteTime(long now) {
    if (isOut && !ejection.isOn(now)) {
      isOut = false;
      if (health != Health.DOWN) {
        change = new Change(ejection.until(), "ejection over");
      }
      LOG.info("target ejected no more pool={} target={} reason={}", pool, target, outFor);
    }
  }

  private boolean mayBeEjected() {
    return rules.failures() > 0 && !ejection.isOn(clock.getAsLong());
  }

  private void eject(String reason) {
    synchronized (this) {
      long now = clock.getAsLong();
      if (ejection.isOn(now)) {
        return; // two loops have seen the last straw
      }
      conduct.forgive();
      long millis = ejection.begin(now, rules) / 1_000_000;
      cameUp = ejection.until();
      isOut = true;
      outFor = "its " + millis + " ms are over: " + reason;
      tally.ejected();
      change = new Change(now, "ejected: " + reason);
      LOG.warn(
          "target ejected pool={} target={} millis={} reason={}", pool, target, millis, reason);
    }
    onChange.run();
  }

  /**
   * What changed last.
   *
   * @param at on the clock of the pool
   */
  record Change(long at, String reason) {}
}
