package io.carillon.gateway.broker.redis;

import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.cluster.SharedTableContract;
import io.carillon.gateway.testkit.RedisCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every table promises, where its entries are with several servers. */
class RedisClusterTableTest extends SharedTableContract {
  private static RedisCluster redis;
  private static RedisPeer one;
  private static RedisPeer other;

  @BeforeAll
  static void join() {
    redis = RedisCluster.start();
    one = peer("one", 0);
    other = peer("other", 1);
  }

  private static RedisPeer peer(String name, int server) {
    return new RedisPeer(name, redis.nodes().get(server).port(), "broker.redis.mode=cluster");
  }

  @AfterAll
  static void part() {
    other.close();
    one.close();
    redis.close();
  }

  @Override
  protected SharedTable open(String name, int node) {
    return new RedisTable((node == 0 ? one : other).link(), name, Duration.ofSeconds(5));
  }
}
