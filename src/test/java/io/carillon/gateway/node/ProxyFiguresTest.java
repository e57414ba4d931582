package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.pool.PoolStatus;
import io.carillon.gateway.proxy.pool.TargetState;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
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
      Figures.await(node, 1, "carillon_target_links" + LIVE + "}");
      Figures.await(node, 1, "carillon_connections{kind=\"link\",route=\"/live/\"}");
      Figures.await(
          node, 9, "carillon_target_bytes_total{direction=\"down\",pool=\"live\",target=\"a\"}");
    }
    Figures.await(node, 0, "carillon_target_links" + LIVE + "}");
    Figures.await(
        node,
        1,
        "carillon_target_links_closed_total"
            + "{by=\"client\",code=\"lost\",pool=\"live\",target=\"a\"}");
    Figures.await(node, 1, "carillon_route_handshakes_total{route=\"/live/\",status=\"1xx\"}");
    Figures.await(
        node,
        1,
        "carillon_target_handshakes_total{outcome=\"accepted\",pool=\"live\",target=\"a\"}");
  }

  @Test
  void targetThatDiesIsDownAndItsDialsAreRefused() {
    Figures.await(node, 1, "carillon_target_state{pool=\"dies\",state=\"up\",target=\"d\"}");

    mortal.close();

    Figures.await(node, 1, "carillon_target_state{pool=\"dies\",state=\"down\",target=\"d\"}");
    Figures.await(node, 0, "carillon_target_state{pool=\"dies\",state=\"up\",target=\"d\"}");
    PoolStatus dies = status("dies");
    assertEquals(TargetState.DOWN, dies.targets().get(0).state());
    assertEquals("check failed: connection refused", dies.targets().get(0).checkup().text());
    assertEquals(503, node.get("/dies/").statusCode());
    Figures.await(node, 1, "carillon_pool_shortages_total{pool=\"dies\",reason=\"none_up\"}");
  }

  @Test
  void refusalsBeforeADialAreCountedByTheirReason() {
    String answer =
        RawWebSocket.answerTo(
            node.port(), RawWebSocket.request("/page/", "Origin: https://bad.example"));
    assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
    assertEquals(503, node.get("/none/").statusCode());

    Figures.await(node, 1, "carillon_route_refused_total{reason=\"origin\",route=\"/page/\"}");
    Figures.await(node, 1, "carillon_pool_shortages_total{pool=\"none\",reason=\"none_enabled\"}");
    Figures.await(node, 1, "carillon_route_requests_total{route=\"/none/\",status=\"5xx\"}");
  }

  @Test
  void targetThatIsTakenOutIsNotShownAnyMore() {
    String pool = "{\"targets\": [{\"name\": \"b\", \"url\": \"" + servers.start("b") + "\"}]}";
    assertTrue(node.admin("PUT", "/api/pools/new", pool).statusCode() < 300);
    String row = "carillon_target_links{pool=\"new\",target=\"b\"}";
    Figures.await(node, 0, row);

    assertTrue(node.admin("DELETE", "/api/pools/new", null).statusCode() < 300);

    Figures.awaitGone(node, row);
  }

  private static PoolStatus status(String name) {
    Await.until(() -> !node.node().proxy().status().isEmpty(), () -> "no pools");
    return node.node().proxy().status().stream()
        .filter(pool -> pool.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
