package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.NodeProcess;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.ProcessCluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a process does with the signals that ask it to end. */
@Tag("faults")
@ExtendWith(NodeLogs.class)
class EndingFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  private final NodeAddress address =
      new NodeAddress("ending", "127.0.0.1", Ports.free(), Ports.free());

  @Test
  void firstSignalWaitsForLoadBalancersAndTheSecondHurries() {
    try (NodeProcess node = start("shutdown={notReadyFor: 1h, window: 30m, deadline: 1h}")) {
      node.awaitReady();
      try (CentrifugeClient client = CentrifugeClient.connect(address)) {
        node.signal("TERM");
        Await.until(() -> !node.isReady(), () -> "still ready");
        assertTrue(node.isAlive());
        CentrifugeClient.connect(address).close();

        node.signal("TERM");

        assertEquals("close 3001 shutdown", client.socket().readClose().toString());
      }
      assertEquals(0, node.awaitExit(PATIENCE));
    }
  }

  @Test
  void signalOfATerminalWaitsForNoLoadBalancer() {
    try (NodeProcess node = start("shutdown.notReadyFor=1h")) {
      node.awaitReady();
      try (CentrifugeClient client = CentrifugeClient.connect(address)) {
        node.signal("INT");

        assertEquals("close 3001 shutdown", client.socket().readClose().toString());
      }
      assertEquals(0, node.awaitExit(PATIENCE));
    }
  }

  @Test
  void nodeThatIsEndedWhileItStartsLeavesNothingBehind() {
    try (ProcessCluster cluster = ProcessCluster.start("ending", 2)) {
      cluster.node(1).terminate(PATIENCE);
      long before = joins(cluster);
      cluster.start(1);
      Await.until(PATIENCE, () -> joins(cluster) > before, () -> "it does not join");

      int code = cluster.node(1).terminate(PATIENCE);

      assertTrue(Set.of(0, 143).contains(code), () -> "exit code " + code);
      cluster.awaitWhole(List.of(0));
      cluster.start(1);
      cluster.awaitWhole();
    }
  }

  private static long joins(ProcessCluster cluster) {
    return cluster.node(0).log().lines().filter(line -> line.contains("node joined")).count();
  }

  private NodeProcess start(String setting) {
    // Whoever is started in the background of a shell ignores SIGINT, and so do its children.
    List<String> prefix = List.of("env", "--default-signal=INT");
    return NodeProcess.start("ending", address, prefix, List.of(), List.of(setting));
  }
}
