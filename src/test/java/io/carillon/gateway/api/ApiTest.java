package io.carillon.gateway.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiTest {
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
  void publishAnswersWithOffsetAndEpoch() {
    JsonObject first = node.publish("demo:publish", 1);
    JsonObject second = node.publish("demo:publish", 2);

    assertEquals(1, first.getInteger("offset"));
    assertEquals(2, second.getInteger("offset"));
    assertFalse(first.getString("epoch").isEmpty());
    assertEquals(first.getString("epoch"), second.getString("epoch"));
    assertEquals(new JsonObject(), node.publish("kept-nowhere", 1));
  }

  @Test
  void tagsAndDataArriveAsTheyWereSent() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("demo:tags");
      String data = "{\"n\":1.50,\"u\":\"\\u00e9\\ud83d\\ude00\",\"deep\":[[{}]],\"null\":null}";
      node.post(
          "/api/publish",
          "{\"channel\":\"demo:tags\",\"tags\":{\"k\":\"v\"},\"data\":" + data + "}");

      JsonObject publication = client.push("pub");
      assertEquals(new JsonObject(data), publication.getJsonObject("data"));
      assertEquals("v", publication.getJsonObject("tags").getString("k"));
    }
  }

  @Test
  void sameIdempotencyKeyPublishesOnce() {
    JsonObject request =
        new JsonObject().put("channel", "demo:once").put("data", 1).put("idempotency_key", "k");

    assertEquals(node.api("publish", request), node.api("publish", request));
    assertEquals(1, node.publish("demo:once", 2).getInteger("offset") - 1);
    assertEquals(
        2,
        node.api("publish", request.copy().put("channel", "demo:other").put("idempotency_key", "l"))
                .getInteger("offset")
            + 1);
  }

  @Test
  void publicationThatSkipsHistoryIsHeardAndNotKept() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("demo:skip");
      node.api(
          "publish",
          new JsonObject().put("channel", "demo:skip").put("data", 1).put("skip_history", true));

      assertEquals(1, client.push("pub").getInteger("data"));
      assertEquals(
          0, node.api("history", channel("demo:skip").put("limit", -1)).getInteger("offset", 0));
    }
  }

  @Test
  void broadcastAnswersForEachChannel() {
    JsonArray responses =
        node.api(
                "broadcast",
                new JsonObject()
                    .put("channels", new JsonArray().add("demo:b1").add("nowhere:b2").add(""))
                    .put("data", 1))
            .getJsonArray("responses");

    assertEquals(1, responses.getJsonObject(0).getJsonObject("result").getInteger("offset"));
    assertEquals(102, responses.getJsonObject(1).getJsonObject("error").getInteger("code"));
    assertEquals(107, responses.getJsonObject(2).getJsonObject("error").getInteger("code"));
  }

  @Test
  void batchAnswersInOrderEachForItself() {
    JsonArray commands =
        new JsonArray()
            .add(new JsonObject().put("publish", channel("demo:batch").put("data", 1)))
            .add(new JsonObject().put("publish", channel("nowhere:x").put("data", 1)))
            .add(new JsonObject().put("history", channel("demo:batch").put("limit", 10)));
    JsonArray replies =
        node.call("batch", new JsonObject().put("commands", commands)).getJsonArray("replies");

    assertEquals(1, replies.getJsonObject(0).getJsonObject("publish").getInteger("offset"));
    assertEquals(102, replies.getJsonObject(1).getJsonObject("error").getInteger("code"));
    assertEquals(
        1, replies.getJsonObject(2).getJsonObject("history").getJsonArray("publications").size());
  }

  @Test
  void batchOfThousandsBehindSomethingSlowIsCarriedOutWhole() {
    JsonArray commands = new JsonArray().add(new JsonObject().put("info", new JsonObject()));
    for (int i = 1; i < 10_000; i++) {
      commands.add(new JsonObject().put("publish", channel("demo:large-batch").put("data", i)));
    }
    JsonArray replies =
        node.call("batch", new JsonObject().put("commands", commands)).getJsonArray("replies");

    assertEquals(9_999, replies.getJsonObject(9_999).getJsonObject("publish").getInteger("offset"));
  }

  @Test
  void historyIsReadAndRemovedAndOffsetsGoOn() {
    node.publish("demo:remove", 1);
    node.publish("demo:remove", 2);
    JsonObject ask = channel("demo:remove").put("limit", -1);
    assertEquals(2, node.api("history", ask).getJsonArray("publications").size());

    node.api("history_remove", channel("demo:remove"));

    assertEquals(0, node.api("history", ask).getJsonArray("publications").size());
    assertEquals(3, node.publish("demo:remove", 3).getInteger("offset"));
  }

  @Test
  void presenceTellsWhoIsThere() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("demo:present");

      assertEquals(
          Set.of(client.id()),
          node.api("presence", channel("demo:present")).getJsonObject("presence").fieldNames());
      assertEquals(
          1, node.api("presence_stats", channel("demo:present")).getInteger("num_clients"));
    }
  }

  @Test
  void channelsAreListedByPattern() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("demo:list:a");
      client.subscribe("demo:list:b");
      client.subscribe("list");

      assertEquals(
          Set.of("demo:list:a", "demo:list:b"),
          node.api("channels", new JsonObject().put("pattern", "demo:list:*"))
              .getJsonObject("channels")
              .fieldNames());
    }
  }

  @Test
  void infoTellsOfTheNode() {
    JsonObject info = node.api("info", new JsonObject()).getJsonArray("nodes").getJsonObject(0);

    assertEquals("test", info.getString("name"));
    assertTrue(
        info.fieldNames()
            .containsAll(Set.of("uid", "version", "num_clients", "num_channels", "uptime")));
  }

  private static JsonObject channel(String name) {
    return new JsonObject().put("channel", name);
  }
}
