package io.carillon.gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("faults")
@ExtendWith(NodeLogs.class)
class NodeProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final NodeAddress address =
      new NodeAddress("alone", "127.0.0.1", Ports.free(), Ports.free());

  @Test
  void nodeIsFrozenThawedAndEndedByItsSignals() {
    try (NodeProcess node = start()) {
      node.awaitReady();

      node.freeze();
      assertFalse(node.isReady());
      node.thaw();
      assertTrue(node.isReady());

      assertEquals(0, node.terminate(PATIENCE));
    }
  }

  @Test
  void killedNodeIsGoneAndItsClientsComeBackToTheNextOne() {
    NodeProcess first = start();
    first.awaitReady();
    FaultLoad.Plan plan = FaultLoad.Plan.moderate().of(1, 100);
    try (FaultLoad load = FaultLoad.start("killed", List.of(address), plan)) {
      load.awaitAcknowledged(List.of(address), 20);

      first.kill();
      assertFalse(first.isAlive());
      try (NodeProcess second = start()) {
        second.awaitReady();
        load.awaitAcknowledged(List.of(address), 20);
        load.endPublishing();
        // A node alone keeps its streams in memory: so this is what losing one looks like.
        Await.until(
            () ->
                load.witnesses().get(0).heard("s:" + load.name() + "-0").stream()
                    .anyMatch(one -> one.kind() == Heard.Kind.TOLD),
            () -> "not told");
      }
    }
  }

  @Test
  void splitHostsHearNothingOfEachOtherUntilTheyAreHealed() {
    assertTrue(NetworkHosts.isPossible(), "networks need root and iproute2");
    try (Hosts hosts = NetworkHosts.create(3)) {
      assertTrue(reaches(hosts, 0, 1));
      hosts.split(List.of(List.of(0), List.of(1, 2)));
      assertFalse(reaches(hosts, 0, 1));
      assertFalse(reaches(hosts, 2, 0));
      assertTrue(reaches(hosts, 1, 2));
      hosts.heal();
      assertTrue(reaches(hosts, 0, 1));
      assertTrue(reaches(hosts, 2, 0));
    }
    assertTrue(Shell.output("ip", "-o", "link").lines().noneMatch(line -> line.contains(pid())));
  }

  @Test
  void nodeOnAHostOfItsOwnIsReachedByItsClientsWhateverIsSplit() {
    try (Hosts hosts = NetworkHosts.create(2)) {
      Hosts.Host host = hosts.host(1);
      NodeAddress there = new NodeAddress("there", host.forClients(), Ports.free(), Ports.free());
      List<String> settings = List.of(ProcessCluster.NAMESPACES);
      try (NodeProcess node = NodeProcess.start("process", there, host.prefix(), settings)) {
        node.awaitReady();
        try (FaultLoad load = FaultLoad.start("there", List.of(there), FaultLoad.Plan.moderate())) {
          hosts.split(List.of(List.of(0), List.of(1)));
          load.awaitAcknowledged(List.of(there), 30);

          assertEquals(0, load.settle(List.of(there)).told());
        }
      }
    }
  }

  private static String pid() {
    return "ca" + ProcessHandle.current().pid();
  }

  // By an answer of the system itself: nobody listens on the port, so it is refused.
  private static boolean reaches(Hosts hosts, int from, int to) {
    List<String> command = new java.util.ArrayList<>(hosts.host(from).prefix());
    String target = hosts.host(to).forNodes();
    command.addAll(List.of("timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/" + target + "/9"));
    return Shell.said(command).contains("refused");
  }

  private NodeProcess start() {
    return NodeProcess.start("process", address, List.of(), List.of(ProcessCluster.NAMESPACES));
  }
}
