package io.carillon.gateway.proxy.pool;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.tally.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One server of a pool: what operators want of it, what checks and clients see of it, and how many
 * connections this node has to it. Lives on when rules change, so its counts do. Callable from any
 * thread; made by {@link Pool}.
 */
public final class Target {
  private final String pool;
  private final String name;
  private final long nameHash;
  private final LongSupplier clock;
  private final Condition condition;
  private final Places places;
  private final Tally tally;
  private final AtomicLong turn = new AtomicLong();
  private volatile TargetConfig config;
  private volatile boolean removed;

  /** Parameters as those of {@link Condition}. */
  Target(PoolConfig pool, TargetConfig config, LongSupplier clock, Runnable onChange) {
    this(pool, config, clock, onChange, new Places(), new Tally());
  }

  /**
   * A target that comes back: nothing is held against it, but connections that began before count.
   *
   * @param former the same server under the same name, removed
   */
  Target(
      PoolConfig pool, TargetConfig config, LongSupplier clock, Runnable onChange, Target former) {
    this(pool, config, clock, onChange, former.places, former.tally);
  }

  private Target(
      PoolConfig pool,
      TargetConfig config,
      LongSupplier clock,
      Runnable onChange,
      Places places,
      Tally tally) {
    this.places = places;
    this.tally = tally;
    this.pool = pool.name();
    this.name = config.name();
    this.nameHash = ByKey.hash(name);
    this.clock = clock;
    this.condition = new Condition(pool, name, tally, clock, onChange);
    this.config = config;
  }

  /** Its name within its pool. */
  public String name() {
    return name;
  }

  /** The name of its pool. */
  public String pool() {
    return pool;
  }

  /** As it is wanted now. */
  public TargetConfig config() {
    return config;
  }

  /** What checks say of it. */
  public Health health() {
    return condition.health();
  }

  /** Connections of this node to it, those that are being made included. */
  public int open() {
    return places.open();
  }

  /** What happened between it and this node. */
  public Tally tally() {
    return tally;
  }

  /** How it stands now. */
  public TargetStatus status() {
    TargetConfig wanted = config;
    Condition.Change change = condition.lastChange();
    Instant wall = Instant.now();
    long now = clock.getAsLong();
    long ejected = condition.ejectedUntil() - now;
    return new TargetStatus(
        name,
        wanted.host() + ":" + wanted.port(),
        wanted.tls(),
        wanted.weight(),
        wanted.state(),
        condition.health(),
        ejected > 0 ? Optional.of(wall.plusNanos(ejected)) : Optional.empty(),
        places.open(),
        places.most(),
        wanted.maxConnections(),
        places.total(),
        condition.failures(),
        wall.minusNanos(now - change.at()),
        change.reason(),
        tally.traffic(),
        tally.checkup());
  }

  /** A connection that {@link Pool#select} counted is gone, or never came to be. */
  public void closed() {
    places.giveBack();
  }

  /** It could not be reached, or did not answer a handshake or request properly, or in time. */
  public void onFailure(String reason) {
    condition.onFailure(reason);
  }

  /** It answered a handshake or request, whatever it said. */
  public void onSuccess() {
    condition.onSuccess();
  }

  /** A link to it broke, without a close frame of its own, so long after its upgrade. */
  public void onBroken(Duration age) {
    condition.onBroken(age);
  }

  /**
   * Checks come to a verdict; the same one again changes nothing.
   *
   * @param health UNKNOWN when it is not checked any more
   */
  public void onHealth(Health health, String reason) {
    condition.onHealth(health, reason);
  }

  Condition condition() {
    return condition;
  }

  /** Whether checks have not found it down. */
  boolean isUp() {
    return condition.isUp();
  }

  /** Whether it is left out because of what clients see of it. */
  boolean isEjected(long now) {
    return condition.isEjected(now);
  }

  /** The moment of its last turn, as {@link Turns} count them. */
  AtomicLong turn() {
    return turn;
  }

  /** What {@link ByKey} makes of its name. */
  long nameHash() {
    return nameHash;
  }

  /** Its share beside others: less than configured while it starts slowly. */
  double weight(long now) {
    return config.weight() * condition.strength(now);
  }

  /** The same; 0 when it was tried or is full. */
  double share(Set<Target> tried, long now) {
    boolean isTried = !tried.isEmpty() && tried.contains(this);
    return isTried || places.isFull(config.maxConnections()) ? 0 : weight(now);
  }

  /** Counts one more connection, unless it is full or gone; given back by {@link #closed}. */
  boolean tryOpen() {
    return !removed && places.tryTake(config.maxConnections());
  }

  /** Whether another configuration means the same server. */
  boolean isAt(TargetConfig other) {
    TargetConfig own = config;
    return own.host().equals(other.host())
        && own.port() == other.port()
        && own.tls() == other.tls();
  }

  /** Takes what is wanted from now on. */
  void update(PoolConfig newPool, TargetConfig newConfig) {
    TargetConfig.State before = config.state();
    TargetConfig.State now = newConfig.state();
    config = newConfig;
    condition.update(newPool);
    if (before != now) {
      condition.onWanted(now.name().toLowerCase(Locale.ROOT), now == TargetConfig.State.ENABLED);
    }
  }

  /** Nobody gets to it any more; what is open counts down. */
  void remove() {
    removed = true;
  }

  boolean isRemoved() {
    return removed;
  }
}
