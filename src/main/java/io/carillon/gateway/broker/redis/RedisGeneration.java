package io.carillon.gateway.broker.redis;

import io.carillon.gateway.cluster.OtherGeneration;
import io.carillon.gateway.cluster.Protocol;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Keeps nodes away from what another generation of the {@link Protocol} has in Redis. Stateless.
 */
public final class RedisGeneration {
  private static final RedisScript SCRIPT =
      RedisScript.load(RedisGeneration.class, "generation.lua");

  /** Longer than anything else is kept, and written again by each node that starts. */
  private static final Duration LIFE = Duration.ofDays(400);

  private RedisGeneration() {}

  /** Fails with {@link OtherGeneration} when what is there is of another one. */
  public static Future<Void> check(RedisLink link, String prefix) {
    String own = Integer.toString(Protocol.generation());
    String key = link.shards().name(RedisNodes.SHARD, "generation");
    return link.onLoop(() -> link.run(SCRIPT, RedisNodes.SHARD, key, own, LIFE.toMillis()))
        .compose(
            found ->
                found.toString().equals(own)
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new OtherGeneration(
                            "broker.redis.prefix: what Redis keeps under "
                                + prefix
                                + " is of generation "
                                + found
                                + " of the protocol between nodes, and this node speaks "
                                + own
                                + "; it needs another prefix")));
  }
}
