package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.RedisConfig;
import io.carillon.gateway.testkit.RedisCluster;
import io.carillon.gateway.testkit.RedisSentinels;
import io.carillon.gateway.testkit.RedisServer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Ways to open brokers on what the test kit runs. */
final class TestBrokers {
  /** As the configuration has it when it says nothing. */
  static final int SHARDS = 64;

  private TestBrokers() {}

  static Function<Vertx, Broker> at(RedisServer redis, String... settings) {
    return at(redis.port(), settings);
  }

  static Function<Vertx, Broker> at(int port, String... settings) {
    List<String> all = new ArrayList<>(List.of("broker.redis.servers=[127.0.0.1:" + port + "]"));
    all.addAll(List.of(settings));
    return at(all);
  }

  static Function<Vertx, Broker> at(RedisSentinels redis) {
    return at(
        List.of(
            "broker.redis.mode=sentinel",
            "broker.redis.sentinel.primary=" + RedisSentinels.NAME,
            "broker.redis.servers=" + list(redis.sentinels())));
  }

  static Function<Vertx, Broker> at(RedisCluster redis) {
    return at(List.of("broker.redis.mode=cluster", "broker.redis.servers=" + list(redis.nodes())));
  }

  private static String list(List<RedisServer> servers) {
    return servers.stream()
        .map(one -> "127.0.0.1:" + one.port())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static Function<Vertx, Broker> at(List<String> settings) {
    List<String> all = new ArrayList<>(settings);
    all.add("broker.type=redis");
    // Shorter than anybody would have it, so that tests wait less.
    all.add("broker.redis.timeout=1s");
    all.add("broker.redis.patience=2s");
    RedisConfig config = ConfigLoader.load(Optional.empty(), all, Map.of()).broker().redis();
    return vertx -> open(vertx, config);
  }

  private static Broker open(Vertx vertx, RedisConfig config) {
    RedisLink link = new RedisLink(vertx, config);
    return new WithLink(link, new RedisBroker(link, config.patience()));
  }
}
