package io.carillon.gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("faults")
@ExtendWith(NodeLogs.class)
class RedisTopologyTest {
  @Test
  void replicaTakesThePlaceOfAKilledPrimary() {
    try (RedisSentinels redis = RedisSentinels.start()) {
      RedisServer old = redis.primary();
      old.call("SET", "key", "value");
      redis.awaitInStep();

      old.kill();
      redis.awaitFailoverFrom(old);
      assertEquals("value", redis.primary().call("GET", "key"));
    }
  }

  @Test
  void replicaOfAClusterTakesThePlaceOfAKilledPrimary() {
    try (RedisCluster redis = RedisCluster.startReplicated()) {
      int slot = redis.slotOf("key");
      RedisServer old = redis.ownerOf(slot);
      old.call("SET", "key", "value");
      old.awaitFollowed();

      old.kill();
      redis.awaitFailoverFrom(old, slot);

      RedisServer successor = redis.ownerOf(slot);
      assertNotSame(old, successor);
      assertEquals("value", successor.call("GET", "key"));
    }
  }

  @Test
  void slotIsMovedWithItsKeys() {
    try (RedisCluster redis = RedisCluster.start(RedisBinary.BROUGHT, false)) {
      int slot = redis.slotOf("{a}");
      RedisServer from = redis.ownerOf(slot);
      for (int i = 0; i < 50; i++) {
        from.call("SET", "{a}" + i, "value " + i);
      }
      RedisServer to = redis.nodes().stream().filter(one -> one != from).findFirst().orElseThrow();

      redis.moveSlot(slot, to);

      assertEquals(to, redis.ownerOf(slot));
      assertEquals("value 49", to.call("GET", "{a}49"));
    }
  }
}
