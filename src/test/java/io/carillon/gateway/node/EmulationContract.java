package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.HttpCentrifugeClient;
import io.carillon.gateway.testkit.HttpCentrifugeClient.Transport;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands of clients without a WebSocket come to any node, and are carried out where they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EmulationContract {
  private static final String PING = "{\"id\":2,\"ping\":{}}";

  private final TestNodes.Joined joined;
  private TestNodes nodes;

  EmulationContract(TestNodes.Joined joined) {
    this.joined = joined;
  }

  @BeforeAll
  void start() {
    nodes = TestNodes.start(joined, 2);
  }

  final TestNodes nodes() {
    return nodes;
  }

  @AfterAll
  void stop() {
    nodes.close();
  }

  @ParameterizedTest
  @EnumSource
  void clientWhoseCommandsComeToOneNodeAfterTheOtherIsServed(Transport transport) {
    try (HttpCentrifugeClient client =
        HttpCentrifugeClient.connect(transport, nodes.node(0), nodes.node(1))) {
      JsonObject channel = new JsonObject().put("channel", "demo:both-" + transport);
      client.ask("subscribe", channel);
      for (int i = 1; i <= 10; i++) {
        client.ask("publish", channel.copy().put("data", i));
      }

      for (int i = 1; i <= 10; i++) {
        assertEquals(i, client.push("pub").getInteger("data"));
      }
      assertEquals(1, client.ask("presence", channel).getJsonObject("presence").size());
    }
  }

  @Test
  void clientRecoversOnAnotherNodeWhatItMissed() {
    JsonObject channel = new JsonObject().put("channel", "demo:moves");
    JsonObject position;
    try (HttpCentrifugeClient client =
        HttpCentrifugeClient.connect(Transport.SSE, nodes.node(0), nodes.node(1))) {
      position = client.ask("subscribe", channel);
    }
    nodes.node(0).publish("demo:moves", "missed");

    try (HttpCentrifugeClient client =
        HttpCentrifugeClient.connect(Transport.HTTP_STREAM, nodes.node(1), nodes.node(0))) {
      JsonObject again =
          client.ask(
              "subscribe",
              channel
                  .copy()
                  .put("recover", true)
                  .put("epoch", position.getString("epoch"))
                  .put("offset", position.getLong("offset", 0L)));

      assertTrue(again.getBoolean("recovered"));
      assertEquals("missed", again.getJsonArray("publications").getJsonObject(0).getString("data"));
    }
  }

  @Test
  void commandThatIsAcceptedComesBeforeThoseThatFollowWhereverTheyGo() {
    try (HttpCentrifugeClient client =
        HttpCentrifugeClient.connect(Transport.HTTP_STREAM, nodes.node(0), nodes.node(1))) {
      client.subscribe("demo:order");
      for (int i = 1; i <= 100; i++) {
        client.tell("publish", new JsonObject().put("channel", "demo:order").put("data", i));
      }

      for (int i = 1; i <= 100; i++) {
        assertEquals(i, client.push("pub").getInteger("data"));
      }
    }
  }

  @Test
  void sessionThatIsOnNeitherNodeIsNotFound() {
    JsonObject right;
    try (HttpCentrifugeClient client =
        HttpCentrifugeClient.connect(Transport.SSE, nodes.node(0), nodes.node(1))) {
      right = client.emulation(PING);

      assertEquals(404, emulate(1, right.copy().put("session", "A".repeat(32))));
      assertEquals(404, emulate(1, right.copy().put("node", "00000000000000ff")));
      assertEquals(204, emulate(1, right));
    }
    Await.until(() -> emulate(1, right) == 404, () -> "its client has gone, and it is there");
  }

  @Test
  void nodeThatHasLeftIsNotFoundAndItsClientIsServedElsewhere() {
    JsonObject left;
    try (HttpCentrifugeClient client =
        HttpCentrifugeClient.connect(Transport.HTTP_STREAM, nodes.node(1), nodes.node(0))) {
      left = client.emulation(PING);
      nodes.restart(1);
      assertEquals(3001, client.push("disconnect").getInteger("code"));
    }
    Await.until(() -> emulate(0, left) == 404, () -> "still looked for");

    try (HttpCentrifugeClient client =
        HttpCentrifugeClient.connect(Transport.HTTP_STREAM, nodes.node(1), nodes.node(0))) {
      client.subscribe("again");
    }
  }

  final int emulate(int index, JsonObject body) {
    return HttpCentrifugeClient.post(nodes.node(index), "/emulation", body.encode());
  }
}
