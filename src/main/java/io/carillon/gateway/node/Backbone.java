package io.carillon.gateway.node;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.embedded.ClusterBroker;
import io.carillon.gateway.broker.embedded.ClusterMaps;
import io.carillon.gateway.broker.embedded.ClusterPresence;
import io.carillon.gateway.broker.embedded.EmbeddedBroker;
import io.carillon.gateway.broker.embedded.EmbeddedPresence;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.LonelyCalls;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.cluster.VertxTable;
import io.carillon.gateway.config.BrokerConfig;
import io.carillon.gateway.config.ClusterConfig;
import io.carillon.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a node stands on: alone, or as one of several, which Hazelcast joins, or Redis, or both.
 *
 * @param counters of what goes on between nodes; none for a node that is alone
 * @param cluster empty for a node that is alone, or that Redis alone joins with others
 * @param redis empty when the nodes themselves keep what is kept
 */
record Backbone(
    NodeIdentity self,
    Vertx vertx,
    Broker broker,
    Presence presence,
    NodeCalls calls,
    Supplier<Map<String, Long>> counters,
    Optional<Cluster> cluster,
    Optional<RedisBackbone> redis) {
  /** How much longer than a silent node is waited for the outcome of a step may be open. */
  private static final Duration AFTER_SILENCE = Duration.ofSeconds(10);

  /** Fails with the reason when it cannot be; nothing is left running then. */
  static Future<Backbone> raise(
      GatewayConfig config, NodeIdentity self, VertxOptions options, VertxBuilder builder) {
    boolean onRedis = config.broker().type() == BrokerConfig.Type.REDIS;
    if (config.cluster().enabled()) {
      return onRedis
          ? clusteredOnRedis(config, self, options, builder)
          : clustered(config.cluster(), self, options, builder);
    }
    return onRedis
        ? onRedis(config, self, options, builder)
        : Future.succeededFuture(alone(self, options, builder));
  }

  private static Backbone alone(NodeIdentity self, VertxOptions options, VertxBuilder builder) {
    Vertx vertx = builder.with(options).build();
    return new Backbone(
        self,
        vertx,
        new EmbeddedBroker(vertx),
        new EmbeddedPresence(),
        new LonelyCalls(),
        Map::of,
        Optional.empty(),
        Optional.empty());
  }

  private static Future<Backbone> clustered(
      ClusterConfig config, NodeIdentity self, VertxOptions options, VertxBuilder builder) {
    Duration patience = config.silence().plus(AFTER_SILENCE);
    return Cluster.join(
            config,
            self,
            options,
            builder,
            settings -> ClusterMaps.declare(settings, config.quorum()))
        .compose(
            cluster ->
                // Making the maps takes its time, and not that of a loop.
                cluster.vertx().executeBlocking(() -> on(cluster, self, patience)));
  }

  private static Backbone on(Cluster cluster, NodeIdentity self, Duration patience) {
    ClusterBroker broker = new ClusterBroker(cluster, patience);
    return new Backbone(
        self,
        cluster.vertx(),
        broker,
        new ClusterPresence(cluster, patience),
        cluster.calls(),
        () -> counters(broker.losses()),
        Optional.of(cluster),
        Optional.empty());
  }

  private static Map<String, Long> counters(ClusterBroker.Losses losses) {
    return Map.of("lost", losses.lost(), "repaired", losses.repaired());
  }

  private static Future<Backbone> onRedis(
      GatewayConfig config, NodeIdentity self, VertxOptions options, VertxBuilder builder) {
    Vertx vertx = builder.with(options).build();
    return RedisBackbone.joining(vertx, config.broker().redis(), self)
        .map(redis -> on(redis, vertx, redis.calls(), self, Optional.empty()))
        .recover(cause -> vertx.close().transform(closed -> Future.failedFuture(cause)));
  }

  // Hazelcast says who is there and carries questions; it keeps nothing.
  private static Future<Backbone> clusteredOnRedis(
      GatewayConfig config, NodeIdentity self, VertxOptions options, VertxBuilder builder) {
    return Cluster.join(config.cluster(), self, options, builder, settings -> {})
        .compose(
            cluster ->
                RedisBackbone.open(cluster.vertx(), config.broker().redis(), self)
                    .map(
                        redis ->
                            on(redis, cluster.vertx(), cluster.calls(), self, Optional.of(cluster)))
                    .recover(
                        cause -> {
                          cluster.leaving();
                          return cluster
                              .vertx()
                              .close()
                              .transform(closed -> Future.failedFuture(cause));
                        }));
  }

  private static Backbone on(
      RedisBackbone redis,
      Vertx vertx,
      NodeCalls calls,
      NodeIdentity self,
      Optional<Cluster> cluster) {
    return new Backbone(
        self,
        vertx,
        redis.broker(),
        redis.presence(),
        calls,
        redis::counters,
        cluster,
        Optional.of(redis));
  }

  /**
   * A table that all nodes share.
   *
   * @param name the same on all of them, without a colon
   */
  SharedTable table(String name) {
    return redis
        .<SharedTable>map(one -> one.table(name))
        .orElseGet(() -> new VertxTable(vertx, name));
  }

  /** Why no clients should come, each a line for people; empty when they may. */
  List<String> objections() {
    List<String> objections = new ArrayList<>();
    cluster.ifPresent(one -> objections.addAll(one.membership().objections()));
    if (!redis.map(RedisBackbone::isSound).orElse(true)) {
      objections.add("broker not reachable: " + broker.health().detail());
    }
    return objections;
  }

  /** Leaves the others and ends the loops. */
  Future<Void> close() {
    cluster.ifPresent(Cluster::leaving);
    return redis
        .map(RedisBackbone::close)
        .orElseGet(Future::succeededFuture)
        .transform(left -> vertx.close());
  }
}
