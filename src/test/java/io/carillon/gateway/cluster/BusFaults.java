package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.FaultLoad;
import io.carillon.gateway.testkit.LossVerdict;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.ProcessCluster;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The event bus fails while the membership holds: what is kept has to make up for it. */
@Tag("faults")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class BusFaults {
  private static ProcessCluster cluster;

  @BeforeAll
  @Timeout(value = 200, unit = TimeUnit.SECONDS)
  static void startCluster() {
    cluster = ProcessCluster.start("bus", 3);
  }

  @AfterEach
  void restore() {
    cluster.heal();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void whatCouldNotReachANodeIsMadeUpForWhenItsBusIsRestored() {
    List<NodeAddress> all = cluster.addresses();
    try (FaultLoad load = FaultLoad.start("cut-in", all, FaultLoad.Plan.moderate())) {
      load.awaitAcknowledged(all, 10);

      cluster.relay(0).cut();
      load.awaitAcknowledged(all, 50);
      cluster.relay(0).restore();

      load.awaitAcknowledged(all, 10);
      assertEquals(0, load.settle(all).told(), "clients that were told of a gap");
    }
  }

  @Test
  void twoNodesThatNobodyCanTellAnythingMakeUpForIt() {
    List<NodeAddress> all = cluster.addresses();
    try (FaultLoad load = FaultLoad.start("cut-two", all, FaultLoad.Plan.moderate())) {
      load.awaitAcknowledged(all, 10);

      cluster.relay(0).cut();
      cluster.relay(1).cut();
      load.awaitAcknowledged(all, 50);
      cluster.relay(0).restore();
      cluster.relay(1).restore();

      load.awaitAcknowledged(all, 10);
      assertEquals(0, load.settle(all).told(), "clients that were told of a gap");
    }
  }

  @Test
  void whatABusSwallowsIsMadeUpForEvenWhileItSwallows() {
    List<NodeAddress> all = cluster.addresses();
    try (FaultLoad load = FaultLoad.start("swallow", all, FaultLoad.Plan.moderate())) {
      load.awaitAcknowledged(all, 10);

      cluster.relay(2).blackhole();
      load.awaitAcknowledged(all, 50);

      assertEquals(0, load.settle(all).told(), "clients that were told of a gap");
    }
  }

  @Test
  void whatABusLosesIsMadeUpForTheLastMessageToo() {
    List<NodeAddress> all = cluster.addresses();
    try (FaultLoad load = FaultLoad.start("lose", all, FaultLoad.Plan.moderate())) {
      load.awaitAcknowledged(all, 10);

      for (int seat = 0; seat < 3; seat++) {
        cluster.relay(seat).dropEvery(4);
      }
      load.awaitAcknowledged(all, 60);

      LossVerdict.Report report = load.settle(all);
      long dropped = cluster.relay(0).dropped() + cluster.relay(1).dropped();
      assertTrue(dropped > 50, "messages lost on the way: " + dropped);
      assertEquals(0, report.told(), "clients that were told of a gap");
    }
  }
}
