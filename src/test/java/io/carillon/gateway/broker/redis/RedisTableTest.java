package io.carillon.gateway.broker.redis;

import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.cluster.SharedTableContract;
import io.carillon.gateway.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every table promises, by two nodes on one Redis. */
class RedisTableTest extends SharedTableContract {
  private static RedisServer redis;
  private static RedisPeer one;
  private static RedisPeer other;

  @BeforeAll
  static void join() {
    redis = RedisServer.start();
    one = new RedisPeer("one", redis.port());
    other = new RedisPeer("other", redis.port());
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
