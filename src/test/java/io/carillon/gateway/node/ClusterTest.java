package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients and backends on different nodes of one gateway. */
@ParameterizedClass
@EnumSource
class ClusterTest {
  private static final String NAMESPACES =
      "namespaces={default: {}, s: {history: {size: 1000, ttl: 10m}},"
          + " room: {presence: true, joinLeave: true, publish: anyone}}";

  private static TestNodes nodes;

  @Parameter TestNodes.Joined joined;

  @BeforeParameterizedClassInvocation
  static void start(TestNodes.Joined joined) {
    nodes = TestNodes.start(joined, 3, NAMESPACES);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    nodes.close();
  }

  @Test
  void publicationsOfAllNodesReachAClientInOneOrder() {
    try (CentrifugeClient client = CentrifugeClient.connect(nodes.node(0));
        CentrifugeClient other = CentrifugeClient.connect(nodes.node(1))) {
      client.subscribe("s:order");
      other.subscribe("s:order");
      IntStream.range(0, 300).parallel().forEach(i -> nodes.node(i % 3).publish("s:order", i));

      for (int i = 1; i <= 300; i++) {
        JsonObject push = client.push("pub");
        assertEquals(i, push.getInteger("offset"));
        assertEquals(push, other.push("pub"));
      }
    }
  }

  @Test
  void unsubscribeRightBehindASubscribeIsAnsweredAfterIt() {
    try (CentrifugeClient client = CentrifugeClient.connect(nodes.node(0))) {
      for (int i = 0; i < 20; i++) {
        client
            .socket()
            .sendText(
                """
                {"id":101,"subscribe":{"channel":"s:brief"}}
                {"id":102,"unsubscribe":{"channel":"s:brief"}}
                """);

        String begun = client.socket().readText();
        assertTrue(begun.contains("\"subscribe\""), begun);
        String ended = client.socket().readText();
        assertTrue(ended.contains("\"unsubscribe\""), ended);
      }
    }
  }

  @Test
  void clientThatComesToAnotherNodeGetsExactlyWhatItMissed() {
    JsonObject stood;
    try (CentrifugeClient client = CentrifugeClient.connect(nodes.node(0))) {
      client.subscribe("s:moving");
      nodes.node(1).publish("s:moving", 1);
      client.push("pub");
      stood = nodes.node(1).publish("s:moving", 2);
      client.push("pub");
    }
    IntStream.rangeClosed(3, 5).forEach(i -> nodes.node(i % 3).publish("s:moving", i));

    try (CentrifugeClient client = CentrifugeClient.connect(nodes.node(2))) {
      JsonObject recovered =
          client.recover("s:moving", stood.getString("epoch"), stood.getLong("offset"));

      assertTrue(recovered.getBoolean("recovered"), recovered.encode());
      assertEquals(
          new JsonArray().add(3).add(4).add(5),
          new JsonArray(
              recovered.getJsonArray("publications").stream()
                  .map(one -> ((JsonObject) one).getInteger("data"))
                  .toList()));
    }
  }

  @Test
  void plainWebSocketOfOneNodeHearsABroadcastByAnother() {
    try (RawWebSocket socket = RawWebSocket.open(nodes.node(2).port(), "/subscribe")) {
      nodes.node(2).awaitClientsHere("n3", 1);
      // A plain client is not told when it is subscribed: what it hears first may be any of these.
      socket.patience(Duration.ofMillis(200));
      String first = null;
      int published = 0;
      while (first == null && published < 100) {
        nodes.node(0).publish("broadcast", ++published);
        first = readOrNull(socket);
      }
      nodes.node(0).publish("broadcast", published + 1);
      socket.patience(Duration.ofSeconds(10));

      for (int next = Integer.parseInt(first) + 1; next <= published + 1; next++) {
        assertEquals(String.valueOf(next), socket.read().text());
      }
    }
  }

  @Test
  void presenceJoinsAndLeavesAreTheSameOnAllNodesAndToldOnce() {
    try (CentrifugeClient watcher = CentrifugeClient.connect(nodes.node(0))) {
      watcher.subscribe("room:lobby");
      assertEquals(watcher.id(), client(watcher.push("join")));
      CentrifugeClient guest = CentrifugeClient.connect(nodes.node(1));
      guest.subscribe("room:lobby");
      assertEquals(guest.id(), client(watcher.push("join")));

      assertEquals(Set.of(watcher.id(), guest.id()), present(nodes.node(2)));
      assertEquals(2, nodes.node(1).api("presence_stats", lobby()).getInteger("num_clients"));

      guest.close();
      assertEquals(guest.id(), client(watcher.push("leave")));
      assertEquals(Set.of(watcher.id()), present(nodes.node(2)));
      assertEquals(0, watcher.pushesUntilNow());
    }
  }

  private static Set<String> present(TestNode node) {
    return node.api("presence", lobby()).getJsonObject("presence").fieldNames();
  }

  private static JsonObject lobby() {
    return new JsonObject().put("channel", "room:lobby");
  }

  private static String client(JsonObject joinOrLeave) {
    return joinOrLeave.getJsonObject("info").getString("client");
  }

  private static String readOrNull(RawWebSocket socket) {
    try {
      return socket.readText();
    } catch (UncheckedIOException nothingYet) {
      return null;
    }
  }
}
