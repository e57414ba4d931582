package io.carillon.gateway.cli;

import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.demo.DemoPage;
import io.carillon.gateway.node.GatewayNode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes in one process. Their pages know of each other as soon as all are up. Callable from any
 * thread; whoever started it closes its nodes, see {@link RunningNodes}.
 */
final class DemoCluster {
  private volatile List<GatewayNode> nodes = List.of();
  private volatile List<DemoPage.Node> neighbours = List.of();

  private DemoCluster() {}

  /**
   * Starts the first node, then the others at once: nodes of which none is there yet agree for
   * seconds on who is to be the first. When the future fails, none of them is left running.
   */
  static Future<DemoCluster> start(List<GatewayConfig> plan) {
    DemoCluster cluster = new DemoCluster();
    Future<GatewayNode> first = cluster.startNode(plan.get(0));
    List<Future<GatewayNode>> starting = new ArrayList<>(List.of(first));
    for (GatewayConfig other : plan.subList(1, plan.size())) {
      starting.add(first.compose(up -> cluster.startNode(other)));
    }
    return Future.join(starting)
        .transform(
            joined -> {
              List<GatewayNode> up =
                  starting.stream().filter(Future::succeeded).map(Future::result).toList();
              return joined.succeeded()
                  ? Future.succeededFuture(cluster.with(up))
                  : RunningNodes.close(up).transform(closed -> Future.failedFuture(joined.cause()));
            });
  }

  /** In the order of the plan. */
  List<GatewayNode> nodes() {
    return nodes;
  }

  // Composed, so that what is thrown fails one node and not all that follow.
  private Future<GatewayNode> startNode(GatewayConfig config) {
    String name = config.node().name();
    return Future.succeededFuture(config)
        .compose(given -> GatewayNode.start(given, () -> neighbours))
        .recover(
            cause ->
                Future.failedFuture(
                    new IllegalStateException(name + ": " + cause.getMessage(), cause)));
  }

  private DemoCluster with(List<GatewayNode> up) {
    nodes = up;
    neighbours =
        up.stream().map(node -> new DemoPage.Node(node.name(), node.publicPort())).toList();
    return this;
  }
}
