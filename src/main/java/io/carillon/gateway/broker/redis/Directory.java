package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import java.util.List;

/** Knows which server has which shard. Confined to the loop of the {@link Fleet} that asks. */
interface Directory {
  /**
   * Looks where the shards are.
   *
   * @param open connections that may be asked; not to be closed
   * @return an address for each shard, null where nobody knows; fails when nobody could be asked
   */
  Future<List<RedisAddress>> locate(List<Wire> open);

  /** Ends what it has open. */
  default void close() {}
}
