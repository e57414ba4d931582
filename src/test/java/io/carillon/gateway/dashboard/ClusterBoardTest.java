package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    try (CentrifugeClient there = CentrifugeClient.connect(nodes.node(1))) {
      there.subscribe("seen");
      page.ask("trace", new JsonObject().put("what", "channel").put("name", "seen"));
      Set<String> where = new TreeSet<>();
      while (where.size() < 2) { // the question under way asks without it, so again
        nodes.node(0).publish("seen", 1);
        page.second(one -> one.containsKey("trace")).getJsonArray("trace").stream()
            .map(event -> ((JsonObject) event).getString("node"))
            .forEach(where::add);
      }

      assertEquals(Set.of("n1", "n2"), where);
      page.ask("trace", new JsonObject().putNull("what"));
      page.second(one -> !one.containsKey("trace"));
    }
  }

  @Test
  @Order(4)
  void nodeThatLeavesIsShownAsGoneWithItsLastFiguresAndToldWhenItComesBack() {
    JsonObject before = Board.node(page.second(one -> Board.nodes(one).count() == 2), "n2");
    nodes.restart(1);

    JsonObject gone =
        Board.nodes(page.second(one -> Board.nodes(one).anyMatch(ClusterBoardTest::isGone)))
            .filter(ClusterBoardTest::isGone)
            .findFirst()
            .orElseThrow();
    assertEquals("n2", gone.getString("name"));
    assertEquals(before.getString("id"), gone.getString("id"));
    assertEquals(before.getLong("startedAt"), gone.getLong("startedAt"));
    // A node that a busy machine leaves without a turn is taken for gone meanwhile.
    page.second(
        one ->
            Board.nodes(one).count() == 3
                && Board.nodes(one).filter(ClusterBoardTest::isGone).count() == 1);
    try (Board other = Board.open(nodes.node(0))) {
      assertEquals(
          List.of("n2 joined", "n2 left: it was shut down", "n2 joined"),
          Board.events(other.second(any -> true))
              .map(event -> event.getString("text"))
              .filter(text -> text.matches("n2 (left|joined).*"))
              .toList());
    }
  }

  private static boolean isGone(JsonObject node) {
    return "gone".equals(node.getString("state"));
  }

  @Test
  @Order(5)
  void pageGoesOnAtAnotherNodeWhenItsOwnIsGone() {
    // So that both know each other's keys.
    page.second(one -> Board.nodes(one).filter(node -> !isGone(node)).count() == 2);
    String ticket = page.hello().getString("ticket");
    nodes.restart(0);
    assertEquals(1012, page.socket().readClose().closeCode());

    try (Board next = Board.at(nodes.node(1), "/dashboard/feed?ticket=" + ticket)) {
      assertEquals("local", next.hello().getString("user"));
      JsonObject second = next.second(any -> true);
      assertTrue(Board.nodes(second).count() >= 1);
      // Nobody looked there when it went.
      assertTrue(
          Board.events(second)
              .anyMatch(event -> event.getString("text").equals("n1 left: it was shut down")),
          second.encode());
    }
  }
}
