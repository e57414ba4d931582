package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.pool.PoolStatus;
import io.carillon.gateway.proxy.pool.TargetState;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators see of targets and routes, through a whole node. */
class ProxyFiguresTest {
  private static final String LIVE = "{pool=\"live\",target=\"a\"";
  private static EchoServers servers;
  private static EchoServers mortal;
  private static TestNode node;

  @BeforeAll
  static void start() {
    servers = new EchoServers();
    mortal = new EchoServers();
    String check = "health: {type: tcp, interval: 200ms, timeout: 100ms, fall: 1}";
    node =
        TestNode.start(
            "routes=[{path: /live/, proxy: live}, {path: /dies/, proxy: dies},"
                + " {path: /none/, proxy: none}, {path: /page/, proxy: live,"
                + " allowedOrigins: ['https://good.example']}]",
            "pools={live: {"
                + check
                + ", targets: [{name: a, url: '"
                + servers.start("a")
                + "'}]},"
                + " dies: {"
                + check
                + ", targets: [{name: d, url: '"
                + mortal.start("d")
                + "'}]},"
                + " none: {targets: []}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    servers.close();
    mortal.close();
  }

  @Test
  void linkIsSeenWhileItLivesAndWhenItHasEnded() {
    try (RawWebSocket client = RawWebSocket.open(node.port(), "/live/")) {
      client.sendText("hello");
      assertEquals("a hello", client.readText());
      Exposed.await(node, "carillon_target_links" + LIVE + "}", 1);
      Exposed.await(node, "carillon_connections{kind=\"link\",route=\"/live/\"}", 1);
      Exposed.await(
          node, "carillon_target_bytes_total{direction=\"down\",pool=\"live\",target=\"a\"}", 9);
    }
    Exposed.await(node, "carillon_target_links" + LIVE + "}", 0);
    Exposed.await(
        node,
        "carillon_target_links_closed_total"
            + "{by=\"client\",code=\"lost\",pool=\"live\",target=\"a\"}",
        1);
    Exposed.await(node, "carillon_route_handshakes_total{route=\"/live/\",status=\"1xx\"}", 1);
    Exposed.await(
        node,
        "carillon_target_handshakes_total{outcome=\"accepted\",pool=\"live\",target=\"a\"}",
        1);
  }

  @Test
  void targetThatDiesIsDownAndItsDialsAreRefused() {
    Exposed.await(node, "carillon_target_state{pool=\"dies\",state=\"up\",target=\"d\"}", 1);

    mortal.close();

    Exposed.await(node, "carillon_target_state{pool=\"dies\",state=\"down\",target=\"d\"}", 1);
    Exposed.await(node, "carillon_target_state{pool=\"dies\",state=\"up\",target=\"d\"}", 0);
    PoolStatus dies = status("dies");
    assertEquals(TargetState.DOWN, dies.targets().get(0).state());
    assertEquals("check failed: connection refused", dies.targets().get(0).checkup().text());
    assertEquals(503, node.get("/dies/").statusCode());
    Exposed.await(node, "carillon_pool_shortages_total{pool=\"dies\",reason=\"none_up\"}", 1);
  }

  @Test
  void refusalsBeforeADialAreCountedByTheirReason() {
    String answer =
        RawWebSocket.answerTo(
            node.port(), RawWebSocket.request("/page/", "Origin: https://bad.example"));
    assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
    assertEquals(503, node.get("/none/").statusCode());

    Exposed.await(node, "carillon_route_refused_total{reason=\"origin\",route=\"/page/\"}", 1);
    Exposed.await(node, "carillon_pool_shortages_total{pool=\"none\",reason=\"none_enabled\"}", 1);
    Exposed.await(node, "carillon_route_requests_total{route=\"/none/\",status=\"5xx\"}", 1);
  }

  @Test
  void targetThatIsTakenOutIsNotShownAnyMore() {
    String pool = "{\"targets\": [{\"name\": \"b\", \"url\": \"" + servers.start("b") + "\"}]}";
    assertTrue(node.admin("PUT", "/api/pools/new", pool).statusCode() < 300);
    String row = "carillon_target_links{pool=\"new\",target=\"b\"}";
    Exposed.await(node, row, 0);

    assertTrue(node.admin("DELETE", "/api/pools/new", null).statusCode() < 300);

    Exposed.awaitGone(node, row);
  }

  @Test
  void routeThatIsTakenOutIsShownUntilItsLastClientHasGone() {
    put(
        "/api/pools/mine",
        "{\"targets\": [{\"name\": \"m\", \"url\": \"%s\"}]}".formatted(servers.start("m")));
    put("/api/routes/link", "{\"path\": \"/brief/\", \"proxy\": \"mine\"}");
    put("/api/routes/events", "{\"path\": \"/events/\", \"serve\": \"subscribe\"}");
    String here = "carillon_connections{kind=\"%s\",route=\"%s\"}";
    String link = here.formatted("link", "link");
    String listener = here.formatted("websocket", "events");
    try (RawWebSocket client = RawWebSocket.open(node.port(), "/brief/");
        RawWebSocket hearer = RawWebSocket.open(node.port(), "/events/?channel=a")) {
      client.sendText("hello");
      assertEquals("m hello", client.readText());
      hearer.send(0x89, new byte[0]);
      hearer.read();
      Exposed.await(node, link, 1);
      Exposed.await(node, listener, 1);
      Exposed.await(node, "carillon_rules_outdated_links", 0);
      double generation = Exposed.find(node, "carillon_rules_generation").orElseThrow();

      assertTrue(node.admin("DELETE", "/api/routes/link", null).statusCode() < 300);
      assertTrue(node.admin("DELETE", "/api/routes/events", null).statusCode() < 300);

      Exposed.await(node, "carillon_rules_generation", generation + 2);
      Exposed.await(node, "carillon_rules_outdated_links", 1);
      assertTrue(
          Exposed.find(node, "carillon_rules_oldest_generation").orElseThrow() <= generation);
      Exposed.awaitGone(node, "carillon_route_handshakes_total{route=\"link\",status=\"1xx\"}");
      assertEquals(1, Exposed.find(node, link).orElseThrow());
      assertEquals(1, Exposed.find(node, listener).orElseThrow());
    }

    Exposed.awaitGone(node, link);
    Exposed.awaitGone(node, listener);
    for (String metric : List.of("connections_opened_total", "slow_clients_total")) {
      Exposed.awaitGone(node, link.replace("connections", metric));
      Exposed.awaitGone(node, listener.replace("connections", metric));
    }
    Exposed.await(node, "carillon_rules_outdated_links", 0);
    Exposed.await(node, "carillon_rules_oldest_generation", generationInForce());
  }

  private static double generationInForce() {
    return Exposed.find(node, "carillon_rules_generation").orElseThrow();
  }

  private static void put(String path, String json) {
    assertTrue(node.admin("PUT", path, json).statusCode() < 300, path);
  }

  private static PoolStatus status(String name) {
    Await.until(() -> !node.node().proxy().status().isEmpty(), () -> "no pools");
    return node.node().proxy().status().stream()
        .filter(pool -> pool.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
