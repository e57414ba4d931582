package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.cluster.OtherGeneration;
import io.carillon.gateway.testkit.RedisLine;
import io.carillon.gateway.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes that keep what they share in another way stay away from it. */
class RedisGenerationTest {
  @Test
  void nodeGoesAwayFromWhatAnotherGenerationKeeps() {
    try (RedisServer redis = RedisServer.start();
        RedisPeer own = new RedisPeer("own", redis.port());
        RedisLine line = RedisLine.open(redis.port(), Duration.ofSeconds(20))) {
      await(RedisGeneration.check(own.link(), "carillon"));
      await(RedisGeneration.check(own.link(), "carillon"));

      line.call("SET", own.link().shards().name(RedisNodes.SHARD, "generation"), "2");
      OtherGeneration refused =
          assertThrows(
              OtherGeneration.class, () -> await(RedisGeneration.check(own.link(), "carillon")));

      assertTrue(refused.getMessage().contains("is of generation 2"), refused.getMessage());
    }
  }
}
