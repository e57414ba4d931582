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
      nodes.restart(1);

      JsonObject after = page.second(one -> Board.nodes(one).anyMatch(NodeDeathTest::isGone));
      JsonObject gone = Board.nodes(after).filter(NodeDeathTest::isGone).findFirst().orElseThrow();
      assertEquals("n2", gone.getString("name"));
      assertEquals(Board.node(before, "n2").getString("id"), gone.getString("id"));
      assertEquals(Board.node(before, "n2").getLong("startedAt"), gone.getLong("startedAt"));

      JsonObject both = page.second(one -> Board.nodes(one).count() == 3);
      assertEquals(1, Board.nodes(both).filter(NodeDeathTest::isGone).count());
    }
  }

  private static boolean isGone(JsonObject node) {
    return "gone".equals(node.getString("state"));
  }
}
