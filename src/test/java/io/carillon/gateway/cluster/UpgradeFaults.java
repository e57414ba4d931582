package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.FaultLoad;
import io.carillon.gateway.testkit.HttpLine;
import io.carillon.gateway.testkit.LossVerdict;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.OtherBuild;
import io.carillon.gateway.testkit.ProcessCluster;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of different builds in one cluster. */
@Tag("faults")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class UpgradeFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int OTHER_GENERATION = 3;

  @TempDir private Path directory;

  @Test
  void nodesAreReplacedByThoseOfALaterVersionOneByOneAndNothingIsLost() {
    List<String> later =
        new OtherBuild(directory.resolve("later"))
            .change("node/GatewayNode.java", "orElse(\"dev\")", "orElse(\"later\")")
            .change(
                "broker/stream/EventBytes.java",
                "out.writeShort(0);",
                "out.writeShort(3); out.write(new byte[] {7, 7, 7});")
            .change("broker/embedded/PeerLink.java", "HEADER_BYTES = 42;", "HEADER_BYTES = 50;")
            .options();
    List<String> stranger =
        new OtherBuild(directory.resolve("stranger"))
            .change("cluster/Protocol.java", "return 1;", "return 2;")
            .options();
    try (ProcessCluster cluster = ProcessCluster.start("upgrade", 2);
        FaultLoad load =
            FaultLoad.start("upgrade", cluster.addresses(), FaultLoad.Plan.moderate())) {
      List<NodeAddress> all = cluster.addresses();
      load.awaitAcknowledged(all, 10);

      cluster.node(0).terminate(PATIENCE);
      cluster.start(0, stranger);
      assertEquals(OTHER_GENERATION, cluster.node(0).awaitExit(PATIENCE));
      assertTrue(
          cluster.node(0).log().contains("cannot join the cluster: its nodes refuse this one"),
          cluster.node(0).log());

      cluster.start(0, later);
      cluster.awaitWhole();
      assertEquals(Set.of("dev", "later"), versions(cluster.address(1)));
      load.awaitAcknowledged(all, 20);
      cluster.node(1).terminate(PATIENCE);
      cluster.start(1, later);
      cluster.awaitWhole();
      assertEquals(Set.of("later"), versions(cluster.address(0)));

      load.awaitAcknowledged(all, 20);
      LossVerdict.Report report = load.settle(all);
      assertEquals(0, report.told(), "clients that were told of a gap");
    }
  }

  private static Set<String> versions(NodeAddress node) {
    JsonObject info = HttpLine.call(node, PATIENCE, "info", new JsonObject());
    return info.getJsonObject("result").getJsonArray("nodes").stream()
        .map(one -> ((JsonObject) one).getString("version"))
        .collect(Collectors.toSet());
  }
}
