package io.carillon.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import org.junit.jupiter.api.Test;

/** What operators see of nodes that are joined, and when one of them goes. */
class ClusterFiguresTest {
  @Test
  void membersBusAndBrokerAreSeen() {
    try (TestNodes nodes = TestNodes.start(2)) {
      TestNode one = nodes.node(0);
      Exposed.await(one, "carillon_cluster_nodes", 2);
      Exposed.await(one, "carillon_cluster_joined_total", 1);
      Exposed.await(one, "carillon_cluster_quorum", 1);
      Exposed.await(one, "carillon_broker_state{state=\"ok\"}", 1);
      publishToTheOther(nodes);
      Exposed seen = Exposed.of(one);
      assertTrue(
          seen.value("carillon_bus_bytes_total{direction=\"out\",kind=\"publications\"}") > 0);
      assertTrue(seen.value("carillon_broker_steps_total") > 0);
      assertTrue(seen.value("carillon_broker_batched_total") > 0);
      String names = "carillon_(cluster|bus|broker)_\\w+";
      assertEquals(Table.told(names), Table.exposed(seen.metrics(), names));

      nodes.restart(1);

      Exposed.await(one, "carillon_cluster_left_total", 1);
      Exposed.await(one, "carillon_cluster_joined_total", 2);
      Exposed.await(one, "carillon_cluster_nodes", 2);
    }
  }

  @Test
  void redisIsSeen() {
    try (TestNodes nodes = TestNodes.start(TestNodes.Joined.BY_REDIS, 1)) {
      TestNode one = nodes.node(0);
      one.publish("news", 1);
      Exposed.await(one, "carillon_broker_state{state=\"ok\"}", 1);
      Exposed seen = Exposed.of(one);
      assertTrue(seen.value("carillon_redis_commands_seconds_count") > 0);
      String names = "carillon_redis_\\w+";
      assertEquals(Table.told(names), Table.exposed(seen.metrics(), names));
      nodes.redis().kill();

      Exposed.await(one, "carillon_broker_state{state=\"down\"}", 1);
      nodes.redis().restartEmpty();

      Exposed.await(one, "carillon_broker_state{state=\"ok\"}", 1);
      assertTrue(Exposed.of(one).value("carillon_redis_connections_lost_total") > 0);
    }
  }

  private static void publishToTheOther(TestNodes nodes) {
    try (RawWebSocket client = RawWebSocket.open(nodes.node(1).port(), "/subscribe?channel=news")) {
      nodes.node(1).awaitSubscribers("news", 1);
      nodes.node(0).publish("news", "x");
      assertEquals("\"x\"", client.readText());
    }
  }
}
