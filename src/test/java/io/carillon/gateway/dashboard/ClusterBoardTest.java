package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One page that shows two nodes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterBoardTest {
  private static TestNodes nodes;
  private static Board page;

  @BeforeAll
  static void start() {
    nodes = TestNodes.start(2);
    page = Board.open(nodes.node(0));
  }

  @AfterAll
  static void stop() {
    page.close();
    nodes.close();
  }

  @Test
  @Order(1)
  void allNodesAreShownAndTheirChannelsAddedUp() {
    JsonObject second = page.second(one -> Board.nodes(one).count() == 2);
    assertEquals("ready", Board.node(second, "n2").getString("state"));

    try (CentrifugeClient here = CentrifugeClient.connect(nodes.node(0));
        CentrifugeClient there = CentrifugeClient.connect(nodes.node(1));
        CentrifugeClient too = CentrifugeClient.connect(nodes.node(1))) {
      here.subscribe("sum-both");
      there.subscribe("sum-both");
      too.subscribe("sum-both");
      too.subscribe("sum-there");
      JsonObject answer = page.ask("channels", new JsonObject().put("search", "sum-"));

      assertEquals(2, answer.getInteger("total"));
      JsonObject first = answer.getJsonArray("channels").getJsonObject(0);
      assertEquals("sum-both", first.getString("name"));
      assertEquals(3, first.getInteger("subscribers"));
      assertEquals(new JsonArray().add("n1").add("n2"), first.getJsonArray("nodes"));
      JsonObject found =
          page.ask("clients", new JsonObject().put("search", too.id()))
              .getJsonArray("clients")
              .getJsonObject(0);
      assertEquals("n2", found.getString("nodeName"));

      page.ask(
          "disconnect",
          new JsonObject().put("node", found.getString("node")).put("client", too.id()));
      assertEquals(3503, too.socket().readClose().closeCode());
    }
  }

  @Test
  @Order(2)
  void whatIsDoneOnAPageIsToldOnThoseOfAllNodes() {
    try (Board other = Board.open(nodes.node(1))) {
      page.ask("publish", new JsonObject().put("channel", "told").put("data", "1"));

      JsonObject event =
          other.event(one -> one.getString("text").equals("published 1 bytes to told"));
      assertEquals("n1", event.getString("node"));
    }
  }

  @Test
  @Order(3)
  void whatIsWatchedIsSeenOnAllNodes() {
    page.ask("trace", new JsonObject().put("what", "channel").put("name", "seen"));
    assertEquals(
        new JsonArray(), page.second(one -> one.containsKey("trace")).getJsonArray("trace"));
    page.ask("trace", new JsonObject().putNull("what"));
    page.second(one -> !one.containsKey("trace"));
  }

  @Test
  @Order(4)
  void pageGoesOnAtAnotherNodeWhenItsOwnIsGone() {
    page.second(one -> Board.nodes(one).count() == 2); // so that both know each other's keys
    String ticket = page.hello().getString("ticket");
    nodes.restart(0);
    assertEquals(1012, page.socket().readClose().closeCode());

    try (Board next = Board.at(nodes.node(1), "/dashboard/feed?ticket=" + ticket)) {
      assertEquals("local", next.hello().getString("user"));
      assertTrue(Board.nodes(next.second(any -> true)).count() >= 1);
    }
  }
}
