package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.BrokerHealth;

/** How well Redis can be used, out of the connections that there are. On the loop of the link. */
final class RedisCondition {
  private RedisCondition() {}

  static BrokerHealth of(Fleet fleet, int shards) {
    int written = 0;
    int heard = 0;
    for (int shard = 0; shard < shards; shard++) {
      written += fleet.commands(shard) == null ? 0 : 1;
      heard += fleet.ears(shard) == null ? 0 : 1;
    }
    if (written == 0) {
      return BrokerHealth.down("no connection to Redis: " + fleet.lastTrouble());
    }
    if (written < shards) {
      return BrokerHealth.degraded(
          "shards of Redis without a connection: " + (shards - written) + " of " + shards);
    }
    return heard < shards
        ? BrokerHealth.degraded("shards of Redis unheard: " + (shards - heard) + " of " + shards)
        : BrokerHealth.ok("servers of Redis: " + fleet.primaries().size());
  }
}
