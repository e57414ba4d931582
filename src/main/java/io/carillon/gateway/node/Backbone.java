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
import io.carillon.gateway.config.ClusterConfig;
import io.carillon.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a node stands on: alone, or as one of several.
 *
 * @param counters of what goes on between nodes; none for a node that is alone
 * @param cluster empty for a node that is alone
 */
record Backbone(
    NodeIdentity self,
    Vertx vertx,
    Broker broker,
    Presence presence,
    NodeCalls calls,
    Supplier<Map<String, Long>> counters,
    Optional<Cluster> cluster) {
  /** How much longer than a silent node is waited for the outcome of a step may be open. */
  private static final Duration AFTER_SILENCE = Duration.ofSeconds(10);

  static Future<Backbone> raise(GatewayConfig config, NodeIdentity self, VertxOptions options) {
    return config.cluster().enabled()
        ? clustered(config.cluster(), self, options)
        : Future.succeededFuture(alone(self, options));
  }

  private static Backbone alone(NodeIdentity self, VertxOptions options) {
    Vertx vertx = Vertx.vertx(options);
    return new Backbone(
        self,
        vertx,
        new EmbeddedBroker(vertx, InstantSource.system()),
        new EmbeddedPresence(),
        new LonelyCalls(),
        Map::of,
        Optional.empty());
  }

  private static Future<Backbone> clustered(
      ClusterConfig config, NodeIdentity self, VertxOptions options) {
    Duration patience = config.silence().plus(AFTER_SILENCE);
    return Cluster.join(
            config, self, options, settings -> ClusterMaps.declare(settings, config.quorum()))
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
        Optional.of(cluster));
  }

  private static Map<String, Long> counters(ClusterBroker.Losses losses) {
    return Map.of("lost", losses.lost(), "repaired", losses.repaired());
  }

  /** Whether what this node says of the cluster is to be believed. */
  boolean isSound() {
    return cluster.map(one -> one.membership().isSound()).orElse(true);
  }

  /** Leaves the cluster and ends the loops. */
  Future<Void> close() {
    cluster.ifPresent(Cluster::leaving);
    return vertx.close();
  }
}
