package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class NodeDeathTest {
  @Test
  void nodeThatLeavesIsShownAsGoneWithItsLastFigures() {
    try (TestNodes nodes = TestNodes.start(2);
        Board page = Board.open(nodes.node(0))) {
      JsonObject before = page.second(one -> Board.nodes(one).count() == 2);
      nodes.node(1).close();

      JsonObject after = page.second(one -> isGone(Board.node(one, "n2")));
      assertEquals(
          Board.node(before, "n2").getLong("startedAt"),
          Board.node(after, "n2").getLong("startedAt"));
      page.second(one -> isGone(Board.node(one, "n2")));
    }
  }

  private static boolean isGone(JsonObject node) {
    return "gone".equals(node.getString("state"));
  }
}
