package io.carillon.gateway.cluster;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ClusterConfig;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JoinTest {
  private static final NodeIdentity SELF = NodeIdentity.of("self", "test");

  private final String name = "join-" + UUID.randomUUID();
  private final List<Integer> ports =
      List.of(Ports.free(), Ports.free(), Ports.free(), Ports.free());

  @Test
  void nodeThatNobodyKnowsAndNobodyAnswersDoesNotStart() {
    String failure = failure(config(0, "cluster.members=[127.0.0.1:" + ports.get(1) + "]"), SELF);

    assertTrue(failure.startsWith("cluster.members: none of [127.0.0.1:"), failure);
    assertTrue(failure.endsWith("127.0.0.1:" + ports.get(0) + ", is not one of them"), failure);
  }

  @Test
  void membersThatHaveNoAddressAreNamed() {
    String failure = failure(config(0, "cluster.members=[no-such-host.invalid:5701]"), SELF);

    assertTrue(failure.contains("no-such-host.invalid:5701"), failure);
  }

  @Test
  void hostOfAnotherMachineIsRefused() {
    String failure = failure(config(0, "cluster.host=192.0.2.1"), SELF);

    assertEquals("cluster.host: 192.0.2.1 is no address of this machine", failure);
  }

  @Test
  void portsInUseAreNamedAndNothingIsLeftRunning() throws IOException {
    for (String key : List.of("cluster.port", "cluster.busPort")) {
      int port = key.equals("cluster.port") ? ports.get(0) : ports.get(2);
      try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertTrue(taken.isBound());
        assertEquals(key + ": 127.0.0.1:" + port + " is in use", failure(config(0), SELF));
      }
      Cluster joined = await(join(config(0), SELF));
      joined.leaving();
      await(joined.vertx().close());
    }
  }

  @Test
  void nodeIdThatIsTakenIsRefused() {
    Cluster first = await(join(config(0), SELF));
    try {
      assertEquals(
          "another node has the id " + SELF.uid() + " of this one", failure(config(1), SELF));
    } finally {
      first.leaving();
      await(first.vertx().close());
    }
  }

  private ClusterConfig config(int index, String... settings) {
    List<String> all = new ArrayList<>(TestCluster.settings(name, ports, index));
    all.addAll(List.of(settings));
    return ConfigLoader.load(Optional.empty(), all, Map.of()).cluster();
  }

  private static Future<Cluster> join(ClusterConfig config, NodeIdentity identity) {
    return Cluster.join(
        config,
        identity,
        new VertxOptions().setEventLoopPoolSize(1),
        Vertx.builder(),
        settings -> {});
  }

  private static String failure(ClusterConfig config, NodeIdentity identity) {
    return assertThrows(Exception.class, () -> await(join(config, identity))).getMessage();
  }
}
