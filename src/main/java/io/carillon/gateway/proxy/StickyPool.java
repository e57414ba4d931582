package io.carillon.gateway.proxy;

import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.StickyConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.sticky.Stickiness;

/**
 * A pool and what sends clients back to where they were in it. Immutable, but for the pool, which
 * changes with its rules.
 *
 * @param by what the stickiness was made of
 */
record StickyPool(Pool pool, StickyConfig by, Stickiness stickiness) {
  static StickyPool of(PoolConfig wanted, Pool pool, SharedTable learnt) {
    return new StickyPool(pool, wanted.sticky(), Stickiness.of(wanted, pool, learnt));
  }

  /** The same pool under other rules; what stickiness knows stays, if that is the same. */
  StickyPool update(PoolConfig wanted, SharedTable learnt) {
    pool.update(wanted);
    return by.equals(wanted.sticky()) ? this : of(wanted, pool, learnt);
  }

  /** Whether connections to its targets are open. */
  boolean isInUse() {
    return pool.isInUse();
  }
}
