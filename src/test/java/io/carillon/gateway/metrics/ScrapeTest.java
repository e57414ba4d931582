package io.carillon.gateway.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /metrics}, as scrapers ask for it. */
class ScrapeTest {
  private static TestNode node;
  private static TestNode guarded;

  @BeforeAll
  static void start() {
    node = TestNode.start("sessions.pingInterval=10m"); // nobody here answers pings
    guarded = TestNode.start("listeners.admin.apiKey=secret");
  }

  @AfterAll
  static void stop() {
    node.close();
    guarded.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          */*,                                                            text/plain; version=0.0.4; charset=utf-8
          text/plain,                                                     text/plain; version=0.0.4; charset=utf-8
          application/openmetrics-text;version=1.0.0,                     application/openmetrics-text; version=1.0.0; charset=utf-8
          'application/openmetrics-text;version=1.0.0,text/plain;q=0.5',  application/openmetrics-text; version=1.0.0; charset=utf-8
          """)
  void scraperGetsTheFormThatItAsksFor(String accept, String type) {
    var answer = node.admin("GET", "/metrics", null, "Accept", accept);
    assertEquals(200, answer.statusCode());
    assertEquals(type, answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals(type.startsWith("application"), answer.body().endsWith("# EOF\n"));
    assertTrue(answer.body().contains("carillon_build_info{"), answer.body());
  }

  @Test
  void nothingElseThanGetIsServed() {
    var answer = node.admin("POST", "/metrics", "{}");
    assertEquals(405, answer.statusCode());
    assertEquals("GET", answer.headers().firstValue("Allow").orElse(""));
    assertEquals("there is GET\n", answer.body());
  }

  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @CsvSource({
    "Accept, */*, 401",
    "X-API-Key, wrong, 401",
    "Authorization, Bearer wrong, 401",
    "Authorization, Basic secret, 401",
    "X-API-Key, secret, 200",
    "Authorization, Bearer secret, 200",
    "Authorization, bearer secret, 200"
  })
  void keyIsWantedWhereThereIsOne(String header, String value, int status) {
    var answer = guarded.admin("GET", "/metrics", null, header, value);
    assertEquals(status, answer.statusCode());
    if (status == 401) {
      assertEquals("wrong or missing API key\n", answer.body());
      assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElse(""));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Host: localhost:1                                   | 200 |
          Host: 127.0.0.1                                     | 200 |
          Host: [::1]:1                                       | 200 |
          Host: localhost:1!Origin: http://localhost:1        | 200 |
          Host: localhost:1!Sec-Fetch-Site: none              | 200 |
          Host: evil.example                                  | 403 | without an API key only localhost is served
          Host: localhost:1!Origin: http://evil.example       | 403 | without an API key no web page is served
          Host: localhost:1!Sec-Fetch-Site: cross-site        | 403 | without an API key no web page is served
          """)
  void withoutAKeyNoPageOfElsewhereIsServed(String headers, int status, String text)
      throws IOException {
    String answer = answer(node, headers);
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(text == null || answer.contains("\r\n\r\n" + text + "\n"), answer);
  }

  @Test
  void whoeverHasTheKeyMayNameTheHostAsTheyLike() throws IOException {
    String answer = answer(guarded, "Host: gateway.example!X-API-Key: secret");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  private static String answer(TestNode asked, String headers) throws IOException {
    String head = "GET /metrics HTTP/1.1\r\n" + headers.replace("!", "\r\n") + "\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), asked.adminPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Test
  void scrapeThatIsStuckHalfWayHoldsUpNobodyElse() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    PrometheusRegistry registry = node.node().metrics().registry().getPrometheusRegistry();
    MultiCollector slow =
        () -> {
          stuck.countDown();
          Await.until(() -> free.getCount() == 0, () -> "nobody frees the scrape");
          return MetricSnapshots.of();
        };
    registry.register(slow);
    CompletableFuture<Integer> scrape =
        CompletableFuture.supplyAsync(() -> node.admin("GET", "/metrics", null).statusCode());
    try (RawWebSocket one = RawWebSocket.open(node.port(), "/subscribe?channel=on");
        RawWebSocket other = RawWebSocket.open(node.port(), "/subscribe?channel=on")) {
      assertTrue(stuck.await(20, TimeUnit.SECONDS));
      node.awaitSubscribers("on", 2);
      for (int i = 0; i < 100; i++) {
        node.publish("on", i);
        assertEquals(Integer.toString(i), one.readText());
        assertEquals(Integer.toString(i), other.readText());
      }
      // What was never counted before needs a row of its own, made on a loop.
      JsonObject unknown = new JsonObject().put("channel", "unknown:a").put("data", 1);
      assertNotNull(node.call("publish", unknown).getJsonObject("error"));
      RawWebSocket.open(node.port(), "/subscribe?channel=brief").close();
      node.awaitSubscribers("brief", 0);
      assertFalse(scrape.isDone());
    } finally {
      free.countDown();
      registry.unregister(slow);
    }
    assertEquals(200, scrape.get(20, TimeUnit.SECONDS));
  }

  @Test
  void scrapesInAStormOfPublicationsLeaveTheLoopsToIt() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger scrapes = new AtomicInteger();
    Thread scraper =
        new Thread(
            () -> {
              while (!over.get()) {
                assertEquals(200, node.admin("GET", "/metrics", null).statusCode());
                scrapes.incrementAndGet();
              }
            });
    try (RawWebSocket client = RawWebSocket.open(node.port(), "/subscribe?channel=storm")) {
      node.awaitSubscribers("storm", 1);
      scraper.start();
      for (int i = 0; i < 100 || scrapes.get() < 5; i++) {
        node.publish("storm", i);
        assertEquals(Integer.toString(i), client.readText());
      }
    } finally {
      over.set(true);
      scraper.join(20_000);
    }
    assertFalse(scraper.isAlive());
    // All of them were written elsewhere: a loop that had done it would stand in no worker's count.
    Exposed after = Exposed.of(node);
    String done = "vertx_pool_completed_total{pool_name=\"scrape\",pool_type=\"worker\"}";
    assertTrue(after.value(done) >= 5, () -> done + " is " + after.value(done));
  }
}
