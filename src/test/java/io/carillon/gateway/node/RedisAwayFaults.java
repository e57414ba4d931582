package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.HttpLine;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeProcess;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.RedisServer;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Redis that cannot be reached when a node starts, or later. */
@Tag("faults")
class RedisAwayFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String NO_STREAMS = "channels={broadcast: {}}";
  private static final String NO_PINGS = "sessions.pingInterval=10m";

  @Test
  void clientsStayWhileRedisIsAwayAndTheNodeIsNotReadyAfterAWhile() {
    try (TestNodes nodes = TestNodes.start(TestNodes.Joined.BY_REDIS, 1, NO_STREAMS, NO_PINGS);
        CentrifugeClient client = CentrifugeClient.connect(nodes.node(0))) {
      client.subscribe("news");
      nodes.redis().kill();

      JsonObject publish = new JsonObject().put("channel", "news").put("data", 1);
      JsonObject error = nodes.node(0).call("publish", publish).getJsonObject("error");
      assertEquals(503, error.getInteger("code"), error.encode());
      Await.until(() -> health(nodes.node(0), "ready") == 503, () -> "still ready");
      String told = nodes.node(0).admin("GET", "/health/ready", null).body();
      assertTrue(
          told.startsWith("not ready\nbroker not reachable: no connection to Redis: "), told);
      assertEquals(200, health(nodes.node(0), "live"));

      nodes.redis().restartEmpty();
      Await.until(() -> health(nodes.node(0), "ready") == 200, () -> "not ready");
      nodes.node(0).publish("news", 2);

      assertEquals(2, client.push("pub").getInteger("data"));
    }
  }

  @Test
  void nodeTellsWhyItCannotStartAndLeavesNothingRunning() {
    assertReason("Connection refused", Ports.free());
    try (RedisServer redis = RedisServer.start("requirepass right")) {
      assertReason("NOAUTH", redis.port());
      assertReason("WRONGPASS", redis.port(), "broker.redis.password=wrong");
      assertReason(
          "cluster support disabled",
          redis.port(),
          "broker.redis.password=right",
          "broker.redis.mode=cluster");
      assertReason(
          "does it speak TLS there?",
          redis.port(),
          "broker.redis.password=right",
          "broker.redis.tls.enabled=true");
    }
  }

  @Test
  void processThatCannotReachRedisEndsAndSaysSo() {
    NodeAddress address = new NodeAddress("n1", "127.0.0.1", Ports.free(), Ports.free());
    List<String> settings =
        List.of("broker.type=redis", "broker.redis.servers=[127.0.0.1:" + Ports.free() + "]");
    try (NodeProcess process = NodeProcess.start("no-redis", address, List.of(), settings)) {
      assertNotEquals(0, process.awaitExit(Duration.ofSeconds(40)));
      assertTrue(process.log().contains("Redis cannot be reached at"), process.log());
    }
  }

  private static void assertReason(String reason, int port, String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 3);
    all[settings.length] = "broker.type=redis";
    all[settings.length + 1] = "broker.redis.servers=[127.0.0.1:" + port + "]";
    all[settings.length + 2] = "broker.redis.patience=3s";
    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> TestNode.start(all).close());
    assertTrue(String.valueOf(failure.getMessage()).contains(reason), failure.getMessage());
  }

  private static int health(TestNode node, String which) {
    return HttpLine.status(NodeAddress.of("n1", node), PATIENCE, "/health/" + which);
  }
}
