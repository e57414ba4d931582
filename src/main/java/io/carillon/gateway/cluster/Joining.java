package io.carillon.gateway.cluster;

import com.hazelcast.config.Config;
import io.carillon.gateway.config.ClusterConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one node into its cluster, or begins one with it: Hazelcast first, Vert.x on it, then what
 * this node is to the others. For one attempt; callable from any thread.
 */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

  private static final int BUS_CONNECT_MILLIS = 3_000;
  private static final int BUS_PING_MILLIS = 5_000;

  private final ClusterConfig config;
  private final NodeIdentity self;
  private final String host;

  Joining(ClusterConfig config, NodeIdentity self) {
    this.config = config;
    this.self = self;
    this.host = OwnAddress.find(config);
  }

  /** See {@link Cluster#join}. */
  Future<Cluster> join(VertxOptions options, VertxBuilder builder, Consumer<Config> structures) {
    Config settings = HazelcastSettings.of(config, self, host);
    structures.accept(settings);
    PatientClusterManager manager = new PatientClusterManager(settings);
    return unbound(
            builder
                .with(options.setEventBusOptions(bus()))
                .withClusterManager(manager)
                .buildClustered())
        .recover(
            cause -> {
              boolean hasMembers = manager.getHazelcastInstance() != null;
              return Future.failedFuture(JoinFailure.explain(config, host, hasMembers, cause));
            })
        .compose(
            vertx -> {
              Cluster cluster =
                  new Cluster(host, vertx, manager.getHazelcastInstance(), config, self);
              return unbound(open(cluster))
                  .map(cluster)
                  .recover(
                      cause -> unbound(vertx.close()).transform(any -> Future.failedFuture(cause)));
            });
  }

  private EventBusOptions bus() {
    EventBusOptions bus =
        new EventBusOptions()
            .setHost(host)
            .setPort(config.busPort())
            .setClusterPublicHost(host)
            .setConnectTimeout(BUS_CONNECT_MILLIS)
            .setClusterPingInterval(BUS_PING_MILLIS)
            .setClusterPingReplyInterval(BUS_PING_MILLIS);
    if (config.advertisedBusPort() > 0) {
      bus.setClusterPublicPort(config.advertisedBusPort());
    }
    return bus;
  }

  private Future<Void> open(Cluster cluster) {
    return cluster
        .vertx()
        .<Void>executeBlocking(
            () -> {
              JoinFailure.refuseStrangers(config, host, cluster.membership());
              JoinFailure.refuseTwins(cluster.hazelcast().getCluster().getMembers(), self);
              cluster.watch();
              warnOfNamesakes(cluster.membership());
              return null;
            })
        .compose(none -> cluster.begin());
  }

  private void warnOfNamesakes(Membership membership) {
    for (Peer peer : membership.peers()) {
      if (peer.name().equals(self.name())) {
        LOG.warn("another node has the same name name={} node={}", self.name(), peer.uid());
      }
    }
  }

  // Bound to no loop: what is told may be that all of them have ended.
  private static <T> Future<T> unbound(Future<T> step) {
    Promise<T> outcome = Promise.promise();
    step.onComplete(outcome);
    return outcome.future();
  }
}
