package io.carillon.gateway.proxy.pool;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.TargetConfig.State;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may be chosen in a pool from one change to the next. Immutable.
 *
 * @param usable enabled and not down, and not ejected either unless the pool panics
 * @param enabled how many have a share, whether they are well or not
 * @param up how many of these are not down
 * @param well how many of these are not ejected
 * @param panics whether ejection would leave too few of those that are up, so that it is ignored
 * @param until when an ejection ends and it has to be made anew
 */
record Standing(
    PoolConfig config,
    List<Target> targets,
    Balancer balancer,
    List<Target> usable,
    int enabled,
    int up,
    int well,
    boolean panics,
    long until) {

  /** Of a pool that has nobody yet. */
  static Standing empty(PoolConfig config, Balancer balancer) {
    return new Standing(config, List.of(), balancer, List.of(), 0, 0, 0, false, Long.MAX_VALUE);
  }

  /** As it is at that moment. */
  static Standing of(PoolConfig config, List<Target> targets, Balancer balancer, long now) {
    int enabled = 0;
    List<Target> up = new ArrayList<>();
    List<Target> well = new ArrayList<>();
    long until = Long.MAX_VALUE;
    for (Target target : targets) {
      if (target.config().state() == State.ENABLED && target.config().weight() > 0) {
        enabled++;
        if (target.isUp()) {
          up.add(target);
          if (!target.isEjected(now)) {
            well.add(target);
          }
        }
      }
      if (target.isEjected(now)) {
        until = Math.min(until, target.condition().ejectedUntil());
      }
    }
    // Of those that are up: a check knows that a target is down, clients may be wrong about it.
    boolean panics = well.size() * 100 < config.ejection().panic() * up.size();
    return new Standing(
        config,
        targets,
        balancer,
        List.copyOf(panics ? up : well),
        enabled,
        up.size(),
        well.size(),
        panics,
        until);
  }

  String name() {
    return config.name();
  }

  /** Whether a client may stay at a target it was at. */
  boolean keeps(Target target, long now) {
    boolean ignoresEjection = panics && target.config().state() == State.ENABLED;
    return isThere(target) && (ignoresEjection || !target.isEjected(now));
  }

  /** Whether a session may stay at the target that holds it. */
  boolean keepsSession(Target target) {
    return isThere(target);
  }

  /** Why there was nobody to choose. */
  PoolShortage shortage() {
    if (enabled == 0) {
      return PoolShortage.NONE_ENABLED;
    }
    return usable.isEmpty() ? PoolShortage.NONE_UP : PoolShortage.ALL_FULL;
  }

  private static boolean isThere(Target target) {
    return !target.isRemoved() && target.config().state() != State.MAINTENANCE && target.isUp();
  }
}
