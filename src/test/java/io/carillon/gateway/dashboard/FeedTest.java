package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeedTest {
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
  void pageIsGreetedAndThenGetsEachSecond() {
    try (RawWebSocket page = RawWebSocket.open(node.adminPort(), "/dashboard/feed")) {
      JsonObject hello = new JsonObject(page.readText());
      assertEquals("hello", hello.getString("type"));
      assertEquals("local", hello.getString("user"));

      JsonObject second = new JsonObject(page.readText());
      JsonObject snapshot = second.getJsonArray("nodes").getJsonObject(0);
      assertEquals("test", snapshot.getString("name"));
      assertEquals(hello.getString("node"), snapshot.getString("id"));
      assertEquals("http://127.0.0.1:" + node.adminPort(), snapshot.getString("adminUrl"));
      assertEquals(0, second.getLong("at") % 1_000);
      assertTrue(new JsonObject(page.readText()).getLong("at") > second.getLong("at"));
    }
  }

  @Test
  void filesComeCompressedAndAreNotSentAgain() {
    HttpResponse<String> plain = node.admin("GET", "/dashboard/chart.js", null);
    String tag = plain.headers().firstValue("ETag").orElseThrow();

    assertEquals(200, plain.statusCode());
    assertTrue(plain.body().length() > 100_000);
    assertEquals(
        304, node.admin("GET", "/dashboard/chart.js", null, "If-None-Match", tag).statusCode());
  }
}
