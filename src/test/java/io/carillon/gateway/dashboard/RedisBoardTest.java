package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.RedisServer;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A node over Redis, and its page. */
class RedisBoardTest {
  @Test
  void streamThatIsLostForGoodIsShownWithItsTimeAndPlace() {
    try (RedisServer redis = RedisServer.start();
        TestNode node =
            TestNode.start(
                "broker.type=redis",
                "broker.redis.servers=[\"127.0.0.1:" + redis.port() + "\"]",
                "namespaces={default: {}, s: {history: {size: 10, ttl: 10m}}}");
        CentrifugeClient client = CentrifugeClient.connect(node);
        Board page = Board.open(node)) {
      JsonObject before = Board.node(page.second(any -> true), "test");
      assertEquals("redis", before.getJsonObject("broker").getString("type"));
      assertEquals(0, before.getInteger("broken"));
      assertFalse(before.containsKey("brokenSince"));

      client.subscribe("s:x");
      node.publish("s:x", 1);
      client.push("pub");
      redis.call("FLUSHALL");
      node.publish("s:x", 2);

      JsonObject event = page.event(one -> one.getString("kind").equals("lost"));
      assertTrue(event.getString("text").endsWith("cannot be repaired, or began anew"));
      JsonObject after = Board.node(page.second(any -> true), "test");
      assertTrue(after.getInteger("broken") > 0);
      assertTrue(after.getLong("brokenSince") >= before.getLong("at"));
      assertTrue(after.getLong("brokenLast") >= after.getLong("brokenSince"));
    }
  }
}
