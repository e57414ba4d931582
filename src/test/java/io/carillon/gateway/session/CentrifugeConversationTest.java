package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CentrifugeConversationTest {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void connectTellsWhoWhereAndHowOftenWePing() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject connected = client.connected();

      assertFalse(client.id().isEmpty());
      assertEquals("test", connected.getString("node"));
      assertEquals(300, connected.getInteger("ping"));
      assertTrue(connected.getBoolean("pong"));
      assertTrue(
          connected.getJsonObject("subs").getJsonObject("broadcast").getBoolean("recoverable"));
    }
  }

  @Test
  void subscriberHearsPublicationsInOrderFromBackendAndClients() {
    try (CentrifugeClient reader = CentrifugeClient.connect(node);
        CentrifugeClient writer = CentrifugeClient.connect(node)) {
      reader.subscribe("demo:order");
      for (int i = 1; i <= 500; i++) {
        if (i % 2 == 0) {
          node.publish("demo:order", i);
        } else {
          writer.ask("publish", new JsonObject().put("channel", "demo:order").put("data", i));
        }
      }

      for (int i = 1; i <= 500; i++) {
        JsonObject publication = reader.push("pub");
        assertEquals(i, publication.getInteger("data"));
        assertEquals(i, publication.getInteger("offset"));
        assertEquals(i % 2 == 1, publication.containsKey("info"));
      }
    }
  }

  @Test
  void reconnectingClientReceivesOnlyWhatItMissed() {
    String epoch;
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      epoch = client.subscribe("demo:recover").getString("epoch");
      node.publish("demo:recover", "seen");
      client.push("pub");
    }
    node.publish("demo:recover", "missed");

    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject recovered = client.recover("demo:recover", epoch, 1);

      assertTrue(recovered.getBoolean("recovered"));
      assertEquals(1, recovered.getJsonArray("publications").size());
      assertEquals(
          "missed", recovered.getJsonArray("publications").getJsonObject(0).getString("data"));
    }
  }

  @Test
  void gapThatCannotBeFilledIsTold() {
    IntStream.rangeClosed(1, 102).forEach(i -> node.publish("demo:gap", i));
    String epoch =
        node.api("history", new JsonObject().put("channel", "demo:gap")).getString("epoch");

    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject result = client.recover("demo:gap", epoch, 1);

      assertTrue(result.getBoolean("was_recovering"));
      assertFalse(result.getBoolean("recovered", false));
      assertNull(result.getJsonArray("publications"));
      assertEquals(102, result.getInteger("offset"));
    }
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      assertFalse(client.recover("demo:gap", "other", 102).getBoolean("recovered", false));
      client.ask("unsubscribe", new JsonObject().put("channel", "demo:gap"));
      assertTrue(client.recover("demo:gap", epoch, 2).getBoolean("recovered"));
    }
  }

  @Test
  void serverSideSubscriptionRecoversWithTheConnect() {
    String epoch;
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject stood = client.connected().getJsonObject("subs").getJsonObject("broadcast");
      epoch = stood.getString("epoch");
      long offset = stood.getLong("offset", 0L);
      node.publish("broadcast", "missed");

      try (CentrifugeClient again = CentrifugeClient.open(node)) {
        JsonObject known =
            new JsonObject().put("recover", true).put("epoch", epoch).put("offset", offset);
        JsonObject connected =
            again.ask(
                "connect", new JsonObject().put("subs", new JsonObject().put("broadcast", known)));
        JsonObject recovered = connected.getJsonObject("subs").getJsonObject("broadcast");

        assertTrue(recovered.getBoolean("recovered"));
        assertEquals(
            "missed", recovered.getJsonArray("publications").getJsonObject(0).getString("data"));
      }
    }
  }

  @Test
  void historyIsReadForwardBackwardAndFromAPosition() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      String epoch = client.subscribe("demo:history").getString("epoch");
      IntStream.rangeClosed(1, 5).forEach(i -> node.publish("demo:history", i));
      JsonObject ask = new JsonObject().put("channel", "demo:history");

      assertEquals("[]", data(client.ask("history", ask.copy())));
      assertEquals("[1,2]", data(client.ask("history", ask.copy().put("limit", 2))));
      assertEquals(
          "[5,4]", data(client.ask("history", ask.copy().put("limit", 2).put("reverse", true))));
      assertEquals(
          "[4,5]",
          data(
              client.ask(
                  "history",
                  ask.copy()
                      .put("limit", -1)
                      .put("since", new JsonObject().put("epoch", epoch).put("offset", 3)))));
      assertEquals(5, client.ask("history", ask).getInteger("offset"));
    }
  }

  @Test
  void presenceAndJoinAndLeaveTellWhoIsThere() {
    try (CentrifugeClient first = CentrifugeClient.connect(node)) {
      first.subscribe("demo:presence");
      assertEquals(first.id(), first.push("join").getJsonObject("info").getString("client"));
      JsonObject ask = new JsonObject().put("channel", "demo:presence");
      String left;
      try (CentrifugeClient second = CentrifugeClient.connect(node)) {
        left = second.id();
        second.subscribe("demo:presence");
        assertEquals(left, first.push("join").getJsonObject("info").getString("client"));
        assertEquals(
            java.util.Set.of(first.id(), left),
            first.ask("presence", ask).getJsonObject("presence").fieldNames());
        assertEquals(2, first.ask("presence_stats", ask).getInteger("num_clients"));
      }

      assertEquals(left, first.push("leave").getJsonObject("info").getString("client"));
      assertEquals(1, first.ask("presence_stats", ask).getInteger("num_clients"));
    }
  }

  @Test
  void severalCommandsInAFrameAreAnsweredInOrder() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText(
          """
          {"id":1,"connect":{}}
          {"id":2,"subscribe":{"channel":"a"}}
          {"id":3,"ping":{}}
          """);

      assertEquals(1, new JsonObject(socket.read().text()).getInteger("id"));
      assertEquals(2, new JsonObject(socket.read().text()).getInteger("id"));
      assertEquals(3, new JsonObject(socket.read().text()).getInteger("id"));
    }
  }

  @Test
  void messageInManyFragmentsTheFirstOfThemEmptyArrivesWhole() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.send(Frame.TEXT, new byte[0]);
      socket.send(
          Frame.CONTINUATION, "{\"id\":1,".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      socket.send(0x80 | Frame.PING, new byte[] {7});
      socket.send(
          0x80 | Frame.CONTINUATION,
          "\"connect\":{}}".getBytes(java.nio.charset.StandardCharsets.UTF_8));

      assertEquals(new Frame(Frame.PONG, new byte[] {7}), socket.read());
      assertTrue(new JsonObject(socket.read().text()).containsKey("connect"));
    }
  }

  @Test
  void unsubscribedClientHearsNothingMore() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("demo:quiet");
      client.ask("unsubscribe", new JsonObject().put("channel", "demo:quiet"));
      client.push("join");
      int before = client.pushesUntilNow();
      node.publish("demo:quiet", 1);

      assertEquals(before, client.pushesUntilNow());
      assertEquals(0, node.subscribers("demo:quiet"));
    }
  }

  @Test
  void backendSubscribesAndUnsubscribesAndDisconnects() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject who = new JsonObject().put("client", client.id());
      node.api("subscribe", who.copy().put("channel", "demo:ordered"));
      assertEquals("demo:ordered", client.push().getString("channel"));
      node.publish("demo:ordered", 1);
      assertEquals(1, client.push("pub").getInteger("data"));

      node.api("unsubscribe", who.copy().put("channel", "demo:ordered"));
      assertEquals(2000, client.push("unsubscribe").getInteger("code"));
      assertEquals(0, node.subscribers("demo:ordered"));

      node.api("disconnect", who);
      assertEquals(3503, client.socket().readClose().closeCode());
    }
  }

  @Test
  void framePingsAreSentInsteadOfThoseOfTheProtocolWhenAskedFor() {
    try (TestNode quick = TestNode.start("sessions.pingInterval=1s", "sessions.pongTimeout=900ms");
        RawWebSocket socket =
            RawWebSocket.open(
                quick.port(), CentrifugeClient.PATH + "?cf_ws_frame_ping_pong=true")) {
      socket.sendText("{\"id\":1,\"connect\":{}}");
      JsonObject connected = new JsonObject(socket.read().text()).getJsonObject("connect");

      assertFalse(connected.containsKey("ping"));
      for (int i = 0; i < 2; i++) {
        assertEquals(Frame.PING, socket.read().opcode());
        socket.send(0x80 | Frame.PONG, new byte[0]);
      }
      assertEquals(Frame.PING, socket.read().opcode());
      assertEquals(3012, socket.readClose().closeCode());
    }
  }

  private static String data(JsonObject history) {
    return history.getJsonArray("publications").stream()
        .map(one -> ((JsonObject) one).getValue("data").toString())
        .collect(java.util.stream.Collectors.joining(",", "[", "]"));
  }
}
