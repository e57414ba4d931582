package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.HttpCentrifugeClient;
import io.carillon.gateway.testkit.HttpCentrifugeClient.Transport;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pings to clients without a WebSocket, and what becomes of those who answer or do not. */
@Execution(ExecutionMode.CONCURRENT)
class HttpPingsTest {
  private static TestNode node;

  /** Pings often, and waits no longer for an answer than a test can. */
  @BeforeAll
  static void start() {
    node = TestNode.start("sessions.pingInterval=6s", "sessions.pongTimeout=5500ms");
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    node.awaitClients(0);
    assertEquals(0, node.channels().size(), () -> node.channels().encode());
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void clientThatAnswersPingsStays(Transport transport) {
    try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      assertEquals(6, client.connected().getInteger("ping"));
      assertTrue(client.connected().getBoolean("pong"));
      client.subscribe("pinged-" + transport);
      // Read meanwhile are two pings, each answered by a post.
      for (int i = 0; i < 2; i++) {
        assertTrue(client.receive(0).isEmpty());
        assertEquals(204, client.post("{}"));
      }

      node.publish("pinged-" + transport, "still here");

      assertEquals("still here", client.push("pub").getString("data"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatAnswersNoPingIsToldAndItsAnswerEnds(Transport transport) {
    try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      client.playDead();

      JsonObject disconnect = client.push("disconnect");

      assertEquals(3012, disconnect.getInteger("code"));
      assertEquals("no pong", disconnect.getString("reason"));
      assertTrue(disconnect.getBoolean("reconnect"));
      client.awaitEnd();
    }
  }
}
