package io.carillon.gateway.proxy.pool;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.StickyConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.tally.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers that do the same. One per node and pool, made with the rules; callable from any thread.
 *
 * <p>Who may be chosen is in a {@link Standing}, made anew under a lock whenever something changes;
 * choosing reads it and takes no lock.
 */
public final class Pool {
  private static final Logger LOG = LoggerFactory.getLogger(Pool.class);
  private static final long BEGIN = System.nanoTime();

  private final LongSupplier clock;
  private final Alarm alarm;
  private final Turns turns = new Turns();
  private final Doubts doubts;
  private final Counts<PoolShortage> shortages = new Counts<>(PoolShortage.class);
  private final Object changing = new Object();

  /** Not wanted any more, but with connections that count when they come back. Under the lock. */
  private final List<Target> leaving = new ArrayList<>();

  private volatile Standing standing;

  /**
   * Serves at once: its targets count as up until checks say otherwise.
   *
   * @param timer notes the ends of ejections; needs little time
   */
  public Pool(PoolConfig config, ScheduledExecutorService timer) {
    this(config, () -> System.nanoTime() - BEGIN, timer);
  }

  /**
   * With another clock.
   *
   * @param clock nanoseconds, from any beginning, never negative
   */
  Pool(PoolConfig config, LongSupplier clock, ScheduledExecutorService timer) {
    this.clock = clock;
    this.doubts = new Doubts(clock);
    this.alarm = new Alarm(clock, timer, this::onAlarm);
    this.standing = Standing.empty(config, balancer(config));
    update(config);
    targets().forEach(target -> target.condition().startAtOnce());
  }

  /** As it is wanted now. */
  public PoolConfig config() {
    return standing.config();
  }

  /** In the order of the configuration. */
  public List<Target> targets() {
    return standing.targets();
  }

  /** Whether connections are open to its targets, or to any that are not wanted any more. */
  public boolean isInUse() {
    synchronized (changing) {
      return Stream.concat(targets().stream(), leaving.stream()).anyMatch(one -> one.open() > 0);
    }
  }

  /** The target of that name; null when there is none. */
  public Target target(String name) {
    for (Target target : targets()) {
      if (target.name().equals(name)) {
        return target;
      }
    }
    return null;
  }

  /**
   * Whether ejection would leave so few of the targets that are up that it is ignored. One that
   * checks found down gets nobody all the same.
   */
  public boolean panics() {
    return current(clock.getAsLong()).panics();
  }

  /**
   * Chooses a target and counts a connection to it, which the caller gives back by {@link
   * Target#closed}.
   *
   * @param tried targets that are out of the question
   * @return null when nobody can take it; {@link #shortage} tells why
   */
  public Target select(PoolRequest request, Set<Target> tried) {
    while (true) {
      long now = clock.getAsLong();
      Standing current = current(now);
      Target target = current.balancer().choose(current.usable(), request, tried, now);
      // Another loop may have taken its last place, or rules its name: then it is not chosen again.
      if (target == null || target.tryOpen()) {
        return target;
      }
    }
  }

  /** How it stands now. */
  public PoolStatus status() {
    Standing current = current(clock.getAsLong());
    return new PoolStatus(
        current.name(),
        current.config().balance().text(),
        current.panics(),
        current.targets().stream().map(Target::status).toList());
  }

  /** Why {@link #select} found nobody for a client, who is told; counts it. */
  public PoolShortage shortage() {
    PoolShortage why = current(clock.getAsLong()).shortage();
    shortages.count(why);
    return why;
  }

  /** Clients for whom there was nobody. */
  public Counts<PoolShortage> shortages() {
    return shortages;
  }

  /** Requests that it does not know who is to blame for. */
  public Doubts doubts() {
    return doubts;
  }

  /**
   * Counts a connection to a target that the client was at before. Also one that is drained takes
   * it, or one without weight; one that is gone, down, ejected, full or in maintenance does not.
   */
  public boolean keep(Target target) {
    long now = clock.getAsLong();
    return current(now).keeps(target, now) && target.tryOpen();
  }

  /**
   * The same for a client whose session lives at that target and nowhere else: also when it is
   * ejected, since that is a guess, and any other target would end the session for certain.
   */
  public boolean keepSession(Target target) {
    return current(clock.getAsLong()).keepsSession(target) && target.tryOpen();
  }

  /**
   * Takes what is wanted from now on, under the same name. A target of a name that is known, at the
   * same place, is the same; one that is not wanted any more gets nothing new. One that comes back
   * before its last connection has gone begins anew, but goes on counting.
   */
  public void update(PoolConfig wanted) {
    synchronized (changing) {
      Standing before = standing;
      leaving.removeIf(target -> target.open() == 0);
      List<Target> targets = new ArrayList<>();
      List<Target> joining = new ArrayList<>();
      for (TargetConfig config : wanted.targets()) {
        Target known = target(config.name());
        boolean isNew = known == null || !known.isAt(config);
        Target target = isNew ? join(wanted, config) : known;
        targets.add(target);
        if (isNew) {
          joining.add(target);
        } else {
          target.update(wanted, config);
        }
      }
      for (int i = 0; i < joining.size(); i++) {
        turns.join(joining.get(i), i, joining.size());
      }
      show(Standing.of(wanted, List.copyOf(targets), balancer(wanted), clock.getAsLong()));
      for (Target target : before.targets()) {
        if (!targets.contains(target)) {
          target.remove(); // only now, so that nobody chooses it in vain for long
          leaving.add(target);
        }
      }
    }
  }

  private Target join(PoolConfig wanted, TargetConfig config) {
    for (Target former : leaving) {
      if (former.name().equals(config.name()) && former.isAt(config)) {
        leaving.remove(former);
        return new Target(wanted, config, clock, this::refresh, former);
      }
    }
    return new Target(wanted, config, clock, this::refresh);
  }

  // Who comes just when an ejection ends does not have to wait for the timer.
  private Standing current(long now) {
    if (now >= standing.until()) {
      refresh();
    }
    return standing;
  }

  private void refresh() {
    synchronized (changing) {
      long now = clock.getAsLong();
      Standing was = standing;
      was.targets().forEach(target -> target.condition().noteTime(now));
      show(Standing.of(was.config(), was.targets(), was.balancer(), now));
    }
  }

  private void show(Standing next) {
    boolean panicked = standing.panics();
    standing = next;
    alarm.set(next.until());
    if (next.panics() && !panicked) {
      LOG.warn("pool panics pool={} well={} of={}", next.name(), next.well(), next.up());
    } else if (panicked && !next.panics()) {
      LOG.info("pool panics no more pool={} well={}", next.name(), next.well());
    }
  }

  private void onAlarm() {
    synchronized (changing) {
      alarm.rung();
      refresh();
    }
  }

  private Balancer balancer(PoolConfig config) {
    // With a hash nothing has to be kept to send a client back, also not when its target changes.
    boolean bySource = config.sticky().kind() == StickyConfig.Kind.SOURCE;
    return Balancer.of(
        bySource ? new PoolConfig.Balance(PoolConfig.Way.SOURCE, "") : config.balance(), turns);
  }
}
