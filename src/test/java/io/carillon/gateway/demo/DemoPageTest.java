package io.carillon.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoPageTest {
  private static final int MOST_BYTES = 24_000;

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
  void pageAndAllThatItNamesAreServedUnderAStrictPolicyAndAreSmall() {
    HttpResponse<String> page = node.get("/demo/");
    int bytes = page.body().length();
    var names = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
    while (names.find()) {
      HttpResponse<String> file = node.get("/demo/" + names.group(1));
      assertEquals(200, file.statusCode(), names.group(1));
      bytes += file.body().length();
    }

    String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
    assertTrue(policy.endsWith("; connect-src 'self'"), policy);
    assertTrue(bytes < MOST_BYTES, bytes + " bytes");
  }

  @Test
  void pageLearnsWhereToConnectAndWhereToPublish() {
    JsonObject config = new JsonObject(node.get("/demo/config.json").body());

    assertEquals("http://127.0.0.1:" + node.adminPort() + "/api", config.getString("api"));
    assertEquals("/connection/websocket", config.getString("websocket"));
    assertEquals(false, config.getBoolean("needsKey"));
    assertTrue(config.getJsonArray("nodes").isEmpty(), config.encode());
  }

  @Test
  void prefixWithoutItsSlashIsRedirected() {
    String answer =
        RawWebSocket.answerTo(node.port(), "GET /demo HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 308 "), answer);
    assertTrue(answer.contains("Location: /demo/\r\n"), answer);
  }

  @Test
  void unchangedFileIsNotSentAgain() {
    HttpResponse<String> first = node.get("/demo/demo.js");
    String tag = first.headers().firstValue("ETag").orElseThrow();

    assertEquals(304, node.get("/demo/demo.js", "If-None-Match", tag).statusCode());
  }

  @Test
  void unknownFileIs404AndOtherMethodsAre405() {
    assertEquals(404, node.get("/demo/none.js").statusCode());
    assertEquals(404, node.get("/demo/../demo/demo.js/x").statusCode());
    String answer =
        RawWebSocket.answerTo(node.port(), "POST /demo/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
  }
}
