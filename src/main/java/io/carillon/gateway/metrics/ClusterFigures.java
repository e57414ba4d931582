package io.carillon.gateway.metrics;

import io.carillon.gateway.cluster.BusCounts;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.ClusterCounts;
import io.carillon.gateway.cluster.Membership;
import io.carillon.gateway.cluster.NodeBus;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Who is in the cluster, and what goes between its nodes. From any thread. */
public final class ClusterFigures {
  private final PrometheusRegistry registry;

  ClusterFigures(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Reads what a cluster knows of itself. Once; never on a node that is alone. */
  public void watch(Cluster cluster) {
    registry.register(
        Rows.of(
            rows -> {
              tell(rows, cluster.membership());
              tell(rows, cluster.counts());
              tell(rows, cluster.bus().counts());
            }));
  }

  private static void tell(Rows rows, Membership membership) {
    rows.gauge(
            "carillon_cluster_nodes",
            "Nodes that this one sees, itself included",
            membership.alive().length)
        .gauge(
            "carillon_cluster_quorum",
            "1 when enough nodes see each other for anything to be accepted",
            membership.hasQuorum() ? 1 : 0)
        .gauge(
            "carillon_cluster_sound",
            "1 when what the cluster says is to be believed: 0 in doubt, unconfirmed, or while it merges",
            membership.isSound() ? 1 : 0)
        .gauge(
            "carillon_cluster_merging",
            "1 while this side of a split joins the other one",
            membership.isMerging() ? 1 : 0)
        .counter(
            "carillon_cluster_stalls", "How often this process stood still", membership.stalls());
  }

  private static void tell(Rows rows, ClusterCounts counts) {
    rows.counter("carillon_cluster_joined", "Nodes that came", counts.joined())
        .counter("carillon_cluster_left", "Nodes that went", counts.left())
        .counter(
            "carillon_cluster_merges",
            "How often this side of a split joined the other one",
            counts.merged())
        .counter("carillon_cluster_questions", "Questions to other nodes", counts.asked())
        .counter(
            "carillon_cluster_questions_unanswered",
            "Those that got no answer in time",
            counts.unanswered())
        .gauge("carillon_bus_silent", "Members that are silent on the bus", counts.unheard())
        .counter("carillon_bus_silences", "How often a member fell silent", counts.missed());
  }

  private static void tell(Rows rows, BusCounts bus) {
    for (NodeBus.Kind kind : NodeBus.Kind.values()) {
      tell(rows, bus.sent(kind), kind, "out");
      tell(rows, bus.received(kind), kind, "in");
    }
    rows.counter("carillon_bus_ignored", "Messages that were none of this cluster", bus.ignored());
  }

  private static void tell(Rows rows, BusCounts.Way way, NodeBus.Kind kind, String direction) {
    String[] labels = {"kind", Rows.text(kind), "direction", direction};
    rows.counter("carillon_bus_messages", "Messages between the nodes", way.messages(), labels)
        .counter("carillon_bus_bytes", "Bytes of those", way.bytes(), labels);
  }
}
