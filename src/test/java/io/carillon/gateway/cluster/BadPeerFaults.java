package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.FaultLoad;
import io.carillon.gateway.testkit.FuzzSeed;
import io.carillon.gateway.testkit.HttpLine;
import io.carillon.gateway.testkit.LossVerdict;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.NodeProcess;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.ProcessCluster;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers on the ports between nodes, and nodes that were told nonsense. */
@Tag("faults")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class BadPeerFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration EXIT = Duration.ofSeconds(60);
  private static final int STRANGERS = 40;

  private static ProcessCluster cluster;

  @BeforeAll
  @Timeout(value = 200, unit = TimeUnit.SECONDS)
  static void startCluster() {
    cluster = ProcessCluster.start("peers", 2);
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void garbageOnThePortsBetweenNodesHarmsNobody() throws IOException {
    List<NodeAddress> all = cluster.addresses();
    SplittableRandom random = FuzzSeed.random(BadPeerFaults.class);
    List<Socket> strangers = new ArrayList<>();
    try (FaultLoad load = FaultLoad.start("garbage", all, FaultLoad.Plan.moderate())) {
      load.awaitAcknowledged(all, 10);

      for (int i = 0; i < STRANGERS; i++) {
        strangers.add(say(cluster.busPort(i % 2), nonsense(random, i)));
        strangers.add(say(cluster.clusterPort(i % 2), nonsense(random, i)));
      }
      load.awaitAcknowledged(all, 30);

      LossVerdict.Report report = load.settle(all);
      assertEquals(
          0, report.told() + report.unknown() + report.refused() + report.losses(), "harmed");
      assertTrue(cluster.node(0).isReady() && cluster.node(1).isReady());
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  /** Bytes of no meaning, and frames of the bus that lie about their length or their content. */
  private static byte[] nonsense(SplittableRandom random, int kind) {
    byte[] noise = new byte[random.nextInt(1, 4_096)];
    random.nextBytes(noise);
    ByteBuffer frame = ByteBuffer.allocate(4 + noise.length);
    return switch (kind % 6) {
      case 0 -> noise;
      case 1 -> frame.putInt(Integer.MAX_VALUE).put(noise).array();
      case 2 -> frame.putInt(-1).put(noise).array();
      case 3 -> frame.putInt(noise.length).put(noise).array();
      case 4 -> frame.putInt(0).put(noise).array();
      default -> "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    };
  }

  private static Socket say(int port, byte[] bytes) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException alreadyHungUp) {
      // which is an answer
    }
    return socket;
  }

  @Test
  void nodeWhoseMembersAreAllElsewhereAndSilentEndsAndSaysSo() {
    int nobody = Ports.free();
    try (NodeProcess node =
        start("lost", "lost", Ports.free(), Ports.free(), "[127.0.0.1:" + nobody + "]")) {
      int code = node.awaitExit(EXIT);

      assertNotEquals(0, code);
      assertTrue(node.log().contains("127.0.0.1:" + nobody), node.log());
      assertTrue(node.log().contains("cluster.members"), node.log());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster.port", "cluster.busPort", "listeners.public", "listeners.admin"})
  void nodeWhosePortIsTakenEndsAndSaysWhich(String key) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      int clusterPort = key.equals("cluster.port") ? port : Ports.free();
      int busPort = key.equals("cluster.busPort") ? port : Ports.free();
      int publicPort = key.equals("listeners.public") ? port : Ports.free();
      int adminPort = key.equals("listeners.admin") ? port : Ports.free();
      String name = "taken-" + key.substring(key.indexOf('.') + 1);
      NodeAddress address = new NodeAddress(name, "127.0.0.1", publicPort, adminPort);
      String members = "[127.0.0.1:" + clusterPort + "]";
      try (NodeProcess node = start(address, name, clusterPort, busPort, members)) {
        int code = node.awaitExit(EXIT);

        assertNotEquals(0, code);
        assertTrue(node.log().contains(key), node.log());
        assertTrue(node.log().contains(Integer.toString(port)), node.log());
      }
    }
  }

  @Test
  void clustersOfDifferentNamesDoNotSeeEachOther() {
    int clusterPort = Ports.free();
    String members = cluster.memberList().replace("[", "[127.0.0.1:" + clusterPort + ",");
    try (NodeProcess stranger = start("stranger", "other", clusterPort, Ports.free(), members)) {
      stranger.awaitReady();
      try (CentrifugeClient here = CentrifugeClient.connect(cluster.address(0));
          CentrifugeClient there = CentrifugeClient.connect(stranger.address())) {
        here.subscribe("live:names");
        there.subscribe("live:names");

        publish(stranger.address(), "from there");
        publish(cluster.address(1), "from here");

        assertEquals("from here", here.push("pub").getString("data"));
        assertEquals("from there", there.push("pub").getString("data"));
        assertEquals(0, here.pushesUntilNow() + there.pushesUntilNow());
      }
      cluster.awaitWhole();
    }
  }

  private static void publish(NodeAddress node, String data) {
    JsonObject request = new JsonObject().put("channel", "live:names").put("data", data);
    JsonObject answer = HttpLine.call(node, PATIENCE, "publish", request);
    assertTrue(answer.containsKey("result"), answer.encode());
  }

  private static NodeProcess start(
      String name, String clusterName, int clusterPort, int busPort, String members) {
    NodeAddress address = new NodeAddress(name, "127.0.0.1", Ports.free(), Ports.free());
    return start(address, clusterName, clusterPort, busPort, members);
  }

  private static NodeProcess start(
      NodeAddress address, String clusterName, int clusterPort, int busPort, String members) {
    List<String> settings = new ArrayList<>(List.of(ProcessCluster.NAMESPACES));
    settings.addAll(
        ProcessCluster.settings(clusterName, "127.0.0.1", clusterPort, busPort, 0, members));
    return NodeProcess.start("peers", address, List.of(), settings);
  }
}
