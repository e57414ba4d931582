package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.PoolConfig;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of the rules by a change.
 *
 * @param change as it is stored
 */
record Edited(Merged before, Merged after, Change change) {
  /**
   * Whether somebody asked for the same once more, and it is still so: a later change of a pool
   * takes back what was changed of its targets. A pool is always new, for its certificates may be.
   */
  boolean isNothingNew() {
    return switch (change.of().kind()) {
      case ALL -> before.changes().inOrder().isEmpty();
      case POOL -> false;
      case ROUTE, TARGET -> isKnown() && before.rules().equals(after.rules());
    };
  }

  private boolean isKnown() {
    Change known = before.changes().of(change.of());
    return known != null && Objects.equals(known.rule(), change.rule());
  }

  /**
   * The pool that has to be possible to serve. A target that changes is not to be held up by
   * certificates, if its pool is served already.
   */
  Optional<PoolConfig> questionable() {
    PoolConfig pool = after.rules().pools().get(change.of().poolName());
    boolean isServed =
        change.of().kind() == RuleName.Kind.TARGET && before.isOverTls(change.of().pool());
    return Optional.ofNullable(pool).filter(known -> !isServed);
  }
}
