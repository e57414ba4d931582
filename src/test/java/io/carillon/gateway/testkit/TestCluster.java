package io.carillon.gateway.testkit;

import static io.carillon.gateway.testkit.Await.await;

import io.carillon.gateway.broker.embedded.ClusterMaps;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.config.ClusterConfig;
import io.carillon.gateway.config.ConfigLoader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes of one cluster in one process, on loopback: what a gateway stands on, without the gateway.
 */
public final class TestCluster implements AutoCloseable {

  private final String name = "test-" + UUID.randomUUID();
  private final List<Integer> ports;
  private final List<String> settings;
  private final List<Cluster> clusters = new ArrayList<>();

  /** Joins so many nodes, one after the other. */
  public TestCluster(int nodes) {
    this(nodes, nodes);
  }

  /**
   * Joins nodes, one after the other.
   *
   * @param most that may ever be members, those that {@link #join} adds among them
   * @param settings of each, {@code key=value}
   */
  public TestCluster(int nodes, int most, String... settings) {
    this.settings = List.of(settings);
    ports = IntStream.range(0, 2 * most).mapToObj(i -> Ports.free()).toList();
    for (int i = 0; i < nodes; i++) {
      join();
    }
  }

  /** One more node. */
  public Cluster join() {
    int index = clusters.size();
    ClusterConfig config = config(index);
    Cluster cluster =
        await(
            Cluster.join(
                config,
                NodeIdentity.of("node-" + index, "test"),
                new VertxOptions().setEventLoopPoolSize(1),
                Vertx.builder(),
                structures -> ClusterMaps.declare(structures, config.quorum())));
    clusters.add(cluster);
    return cluster;
  }

  /** The youngest node begins to leave; done when its loops have ended, too. */
  public Future<Void> leave() {
    Cluster leaving = clusters.remove(clusters.size() - 1);
    leaving.leaving();
    return leaving.vertx().close();
  }

  /** A node, in the order in which they joined. */
  public Cluster node(int index) {
    return clusters.get(index);
  }

  public int size() {
    return clusters.size();
  }

  /** Settings for a {@link TestNode} as the member with this number. */
  public static List<String> settings(String name, List<Integer> ports, int index) {
    String members =
        ports.subList(0, ports.size() / 2).stream()
            .map(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(", ", "[", "]"));
    return List.of(
        "cluster.enabled=true",
        "cluster.name=" + name,
        "cluster.host=127.0.0.1",
        "cluster.port=" + ports.get(index),
        "cluster.busPort=" + ports.get(ports.size() / 2 + index),
        "cluster.members=" + members);
  }

  private ClusterConfig config(int index) {
    List<String> all = new ArrayList<>(settings(name, ports, index));
    all.addAll(settings);
    return ConfigLoader.load(Optional.empty(), all, Map.of()).cluster();
  }

  @Override
  public void close() {
    // All at once, or each waits for what those that stay make of its leave.
    clusters.forEach(Cluster::leaving);
    clusters.stream().map(cluster -> cluster.vertx().close()).toList().forEach(Await::await);
  }
}
