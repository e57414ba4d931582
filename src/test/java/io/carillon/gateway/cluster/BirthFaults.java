package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.FaultLoad;
import io.carillon.gateway.testkit.LossVerdict;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.ProcessCluster;
import io.carillon.gateway.testkit.TestNodes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes that all come up at once. */
@Tag("faults")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class BirthFaults {
  @Test
  void nodesStartedAtOnceAreOneCluster() {
    try (ProcessCluster cluster = ProcessCluster.start("birth", 5)) {
      List<NodeAddress> all = cluster.addresses();
      try (FaultLoad load = FaultLoad.start("birth", all, FaultLoad.Plan.moderate())) {
        load.awaitAcknowledged(all, 20);

        LossVerdict.Report report = load.settle(all);

        assertEquals(0, report.told() + report.unknown() + report.refused() + report.losses());
      }
    }
  }

  @Test
  void manyNodesOfOneProcessStartedAtOnceAreOneCluster() {
    try (TestNodes cluster =
        TestNodes.startAtOnce(12, ProcessCluster.NAMESPACES, "node.eventLoops=1")) {
      List<NodeAddress> all = cluster.addresses();
      try (FaultLoad load = FaultLoad.start("many", all, FaultLoad.Plan.moderate().of(2, 48))) {
        load.awaitAcknowledged(all, 5);

        LossVerdict.Report report = load.settle(all);

        assertEquals(0, report.told() + report.unknown() + report.refused() + report.losses());
      }
    }
  }
}
