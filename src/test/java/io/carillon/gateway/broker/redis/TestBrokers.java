package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.config.RedisConfig;
import io.carillon.gateway.testkit.RedisCluster;
import io.carillon.gateway.testkit.RedisSentinels;
import io.carillon.gateway.testkit.RedisServer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
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
    List<String> all = new ArrayList<>(List.of("servers=[127.0.0.1:" + port + "]"));
    all.addAll(List.of(settings));
    return at(all);
  }

  /** Brokers that bear that this machine stands still for a while. */
  static Function<Vertx, Broker> patientAt(RedisServer redis) {
    return at(redis, "timeout=10s", "patience=20s");
  }

  /** As patient as a node is by default: whom to ask is asked of three servers before. */
  static Function<Vertx, Broker> at(RedisSentinels redis) {
    return at(
        List.of(
            "patience=5s",
            "mode=sentinel",
            "sentinel.primary=" + RedisSentinels.NAME,
            "servers=" + list(redis.sentinels())));
  }

  static Function<Vertx, Broker> at(RedisCluster redis) {
    return at(List.of("mode=cluster", "servers=" + list(redis.nodes())));
  }

  private static String list(List<RedisServer> servers) {
    return servers.stream()
        .map(one -> "127.0.0.1:" + one.port())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static Function<Vertx, Broker> at(List<String> settings) {
    // Shorter than anybody would have it, so that tests wait less.
    List<String> all = new ArrayList<>(List.of("timeout=1s", "patience=2s"));
    all.addAll(settings);
    RedisConfig config = RedisNode.config(all.toArray(String[]::new));
    return vertx -> open(vertx, config);
  }

  private static Broker open(Vertx vertx, RedisConfig config) {
    RedisLink link = new RedisLink(vertx, config);
    return new WithLink(link, new RedisBroker(link, config.patience()));
  }
}
