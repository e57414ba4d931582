package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of backends that know nothing of a gateway, through a whole node. */
class ProxiedTest {
  private static EchoServers servers;
  private static TestNode node;

  @BeforeAll
  static void start() {
    servers = new EchoServers();
    node =
        TestNode.start(
            "routes=[{path: /ws/, proxy: p, channels: [broadcast, 'room-{query.room}']},"
                + " {path: /any/, proxy: other}, {path: /token/, proxy: other, token: true},"
                + " {path: '/c/{room}', serve: centrifuge}, {path: /c, serve: centrifuge},"
                + " {path: /demo/, serve: demo},"
                + " {path: /closed/, proxy: p, allowedOrigins: ['https://good.example']},"
                + " {path: /subscribe, serve: subscribe, channels: [broadcast]},"
                + " {path: /nobody/, proxy: nobody}]",
            "auth.tokens.hmacSecret=" + Tokens.SECRET,
            "pools={p: {targets: [{url: '"
                + servers.start("a")
                + "'}, {url: '"
                + servers.start("b")
                + "'}]}, other: {targets: [{url: '"
                + servers.start("c")
                + "'}]}, nobody: {targets: []}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    servers.close();
  }

  @Test
  void publicationReachesClientsOfEveryBackendAndThoseOfTheGateway() {
    try (RawWebSocket one = RawWebSocket.open(node.port(), "/ws/?room=1");
        RawWebSocket other = RawWebSocket.open(node.port(), "/ws/?room=2");
        RawWebSocket own = RawWebSocket.open(node.port(), "/subscribe")) {
      one.sendText("x");
      other.sendText("x");
      assertEquals("a x b x", one.readText() + " " + other.readText());
      node.awaitSubscribers("broadcast", 3);

      node.publish("broadcast", "to all");
      node.publish("room-2", "to one");

      assertEquals("\"to all\"", one.readText());
      assertEquals("\"to all\"", other.readText());
      assertEquals("\"to all\"", own.readText());
      assertEquals("\"to one\"", other.readText());
      one.sendText("y");
      assertEquals("a y", one.readText());
    }
    node.awaitSubscribers("broadcast", 0);
  }

  @Test
  void requestsAreAnsweredByTheBackend() {
    assertTrue(node.get("/ws/path?a=b").body().endsWith(" /ws/path?a=b"));
    assertEquals(404, node.get("/elsewhere").statusCode());
    assertEquals(503, node.get("/nobody/").statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "/any/?q=100%,        HTTP/1.1 200",
    "/token/?q=100%,      HTTP/1.1 400",
    "/subscribe?q=100%,   HTTP/1.1 400",
  })
  void queryThatCannotBeDecodedIsForTheBackendToJudge(String uri, String status) {
    assertTrue(answer(uri).startsWith(status), () -> answer(uri));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/token/", "//token/", "/token%2F", "/token;a=1/x", "/token\\x"})
  void noSpellingOfAPathGetsAroundADemand(String uri) {
    assertTrue(answer(uri).startsWith("HTTP/1.1 401 "), () -> answer(uri));
  }

  @Test
  void pageConnectsToAPathThatIsWrittenOut() {
    assertEquals("/c", new JsonObject(node.get("/demo/config.json").body()).getString("websocket"));
  }

  private static String answer(String uri) {
    return RawWebSocket.answerTo(node.port(), "GET " + uri + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  @Test
  void whoMayNotComeIsToldSoBeforeAnythingIsDialled() {
    assertEquals(403, node.get("/closed/", "Origin", "https://evil.example").statusCode());
    assertEquals(200, node.get("/closed/", "Origin", "https://good.example").statusCode());
  }

  @Test
  void requestThatNamesNoChannelThatIsKnownIsRefused() {
    try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      client.sendRaw(
          RawWebSocket.request("/ws/?room=" + "x".repeat(300))
              .getBytes(StandardCharsets.ISO_8859_1));

      String answer = client.readAnswer();

      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertFalse(answer.contains("room-"), answer);
    }
  }

  @Test
  void noTargetIsA503AndNoSocketThatDies() {
    String answer = RawWebSocket.answerTo(node.port(), RawWebSocket.request("/nobody/"));

    assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
  }
}
