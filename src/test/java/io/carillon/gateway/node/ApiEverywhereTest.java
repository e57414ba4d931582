package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.ProcessCluster;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Real clients of two nodes, and a backend that asks the API of either. */
@ParameterizedClass
@EnumSource
class ApiEverywhereTest {
  @Parameter TestNodes.Joined joined;

  private static TestNodes nodes;
  private static TestNode left;
  private static TestNode right;

  @BeforeParameterizedClassInvocation
  static void start(TestNodes.Joined joined) {
    nodes = TestNodes.start(joined, 2, ProcessCluster.NAMESPACES);
    left = nodes.node(0);
    right = nodes.node(1);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    nodes.close();
  }

  @Test
  void clientIsSubscribedUnsubscribedAndDisconnectedFromTheOtherNode() {
    try (CentrifugeClient client = CentrifugeClient.connect(right)) {
      JsonObject request = new JsonObject().put("client", client.id()).put("channel", "everywhere");

      left.api("subscribe", request);
      assertEquals("everywhere", client.push().getString("channel"));
      assertEquals(1, left.subscribers("everywhere"));

      left.api("unsubscribe", request);
      assertTrue(client.push().containsKey("unsubscribe"));
      assertEquals(0, left.subscribers("everywhere"));

      left.api(
          "disconnect",
          request.put("disconnect", new JsonObject().put("code", 4_000).put("reason", "enough")));
      assertEquals(4_000, client.socket().readClose().closeCode());
    }
  }

  @Test
  void whatIsPublishedRightAfterASubscribeByTheServerIsHeard() {
    try (CentrifugeClient client = CentrifugeClient.connect(right)) {
      for (int i = 0; i < 50; i++) {
        String channel = "s:by-server-" + i;
        left.api("subscribe", new JsonObject().put("client", client.id()).put("channel", channel));
        left.publish(channel, i);

        assertEquals(i, client.push("pub").getInteger("data"));
      }
    }
  }

  @Test
  void channelsAndNodesAreTheSameWhicheverNodeIsAsked() {
    try (CentrifugeClient one = CentrifugeClient.connect(left);
        CentrifugeClient other = CentrifugeClient.connect(right)) {
      one.subscribe("same");
      other.subscribe("same");

      assertEquals(2, left.subscribers("same"));
      assertEquals(2, right.subscribers("same"));
      assertEquals(left.channels(), right.channels());
      assertEquals(info(left), info(right));
      assertEquals(
          List.of("n1", "n2"),
          info(left).stream().map(node -> ((JsonObject) node).getString("name")).toList());
    }
  }

  @Test
  void historyIsTheSameWhicheverNodeIsAskedAndWhicheverForgetsIt() {
    for (int i = 1; i <= 5; i++) {
      (i % 2 == 0 ? left : right).publish("s:same", i);
    }
    assertEquals(history(left), history(right));
    assertEquals(5, history(left).getJsonArray("publications").size());

    right.api("history_remove", new JsonObject().put("channel", "s:same"));

    assertEquals(0, history(left).getJsonArray("publications").size());
    assertEquals(5, history(left).getLong("offset"));
  }

  @Test
  void keyPublishesOnceWhicheverNodeIsAsked() {
    JsonObject once =
        new JsonObject().put("channel", "s:once").put("data", 1).put("idempotency_key", "k");

    assertEquals(left.api("publish", once), right.api("publish", once));
    assertEquals(2, right.publish("s:once", 2).getLong("offset"));
  }

  private static JsonObject history(TestNode node) {
    return node.api("history", new JsonObject().put("channel", "s:same").put("limit", 100));
  }

  // Without what goes on while we look.
  private static JsonArray info(TestNode node) {
    JsonArray all = node.api("info", new JsonObject()).getJsonArray("nodes");
    all.forEach(
        one -> {
          ((JsonObject) one).remove("uptime");
          ((JsonObject) one).remove("cluster");
        });
    return all;
  }
}
