package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.HttpCentrifugeClient;
import io.carillon.gateway.testkit.HttpCentrifugeClient.Transport;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Centrifuge protocol without a WebSocket: the same conversation, in two kinds of answers. */
class HttpTransportsTest {
  private static final String LARGE = "x".repeat(32 * 1024);

  /** More than the buffers of both kernels hold, twice. */
  private static final int MOST_MESSAGES = 1_000;

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start("sessions.maxQueuedBytes=256KiB", "sessions.closeTimeout=200ms");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    node.awaitClients(0);
    assertEquals(0, node.channels().size(), () -> node.channels().encode());
  }

  @ParameterizedTest
  @EnumSource
  void clientSubscribesPublishesAndReadsHistoryAndPresence(Transport transport) {
    try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      JsonObject channel = new JsonObject().put("channel", "demo:all-" + transport);
      assertTrue(client.ask("subscribe", channel).getBoolean("recoverable"));

      client.ask("publish", channel.copy().put("data", new JsonObject().put("a", "ä\n1")));

      assertEquals("ä\n1", client.push("pub").getJsonObject("data").getString("a"));
      JsonArray history =
          client.ask("history", channel.copy().put("limit", 10)).getJsonArray("publications");
      assertEquals(1, history.size());
      JsonObject present = client.ask("presence", channel).getJsonObject("presence");
      assertEquals(1, present.size());
      assertTrue(present.containsKey(client.connected().getString("client")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientHearsTheChannelsOfItsRoute(Transport transport) {
    try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      assertTrue(client.connected().getJsonObject("subs").containsKey("broadcast"));

      node.publish("broadcast", "to all");

      assertEquals("to all", client.push("pub").getString("data"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void publicationsArriveInOrderHoweverManyWait(Transport transport) {
    try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      client.subscribe("hundred");
      for (int i = 0; i < 100; i++) {
        node.publish("hundred", i);
      }
      for (int i = 0; i < 100; i++) {
        assertEquals(i, client.push("pub").getInteger("data"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerIsMadeForProxiesThatWouldKeepIt(Transport transport) {
    try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      HttpHeaders headers = client.response().headers();

      assertEquals(200, client.response().statusCode());
      assertEquals("no", headers.firstValue("X-Accel-Buffering").orElse(""));
      assertEquals("no-store, no-transform", headers.firstValue("Cache-Control").orElse(""));
      assertEquals("chunked", headers.firstValue("Transfer-Encoding").orElse(""));
      assertEquals(
          transport == Transport.SSE ? "text/event-stream; charset=utf-8" : "application/x-ndjson",
          headers.firstValue("Content-Type").orElse(""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void secretOfTheSessionIsNotWhatOthersSeeOfTheClient(Transport transport) {
    try (HttpCentrifugeClient one = HttpCentrifugeClient.connect(transport, node);
        HttpCentrifugeClient other = HttpCentrifugeClient.connect(transport, node)) {
      String secret = one.connected().getString("session");

      assertEquals(32, secret.length());
      assertNotEquals(secret, one.connected().getString("client"));
      assertNotEquals(secret, other.connected().getString("session"));
      assertFalse(node.api("info", new JsonObject()).encode().contains(secret));
    }
  }

  @ParameterizedTest
  @EnumSource
  void commandsOfOneStreamAreNotHeardByTheOther(Transport transport) {
    try (HttpCentrifugeClient one = HttpCentrifugeClient.connect(transport, node);
        HttpCentrifugeClient other = HttpCentrifugeClient.connect(transport, node)) {
      one.subscribe("one");
      other.subscribe("other");

      node.publish("one", 1);
      node.publish("other", 2);

      assertEquals(1, one.push("pub").getInteger("data"));
      assertEquals(2, other.push("pub").getInteger("data"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void backendDisconnectsForGood(Transport transport) {
    try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      node.api(
          "disconnect", new JsonObject().put("client", client.connected().getString("client")));

      JsonObject disconnect = client.push("disconnect");

      assertEquals(3503, disconnect.getInteger("code"));
      assertFalse(disconnect.getBoolean("reconnect", false));
      client.awaitEnd();
      assertEquals(404, client.post("{\"id\":9,\"ping\":{}}"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodeThatGoesDownAsksItsClientsToComeBack(Transport transport) {
    HttpCentrifugeClient client;
    try (TestNode other = TestNode.start()) {
      client = HttpCentrifugeClient.connect(transport, other);
    }
    try (client) {
      JsonObject disconnect = client.push("disconnect");

      assertEquals(3001, disconnect.getInteger("code"));
      assertTrue(disconnect.getBoolean("reconnect"));
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatNeverReadsIsGoneWhileOthersHearEverything(Transport transport) {
    try (HttpCentrifugeClient reader = HttpCentrifugeClient.connect(transport, node);
        RawWebSocket deaf = RawWebSocket.connect(4_096, node.port())) {
      reader.subscribe("wide");
      deaf.sendRaw(
          request(
              transport,
              "1.1",
              HttpCentrifugeClient.CONNECT + " {\"id\":2,\"subscribe\":{\"channel\":\"wide\"}}"));
      node.awaitSubscribers("wide", 2);

      for (int i = 0; i < MOST_MESSAGES && node.subscribers("wide") == 2; i++) {
        node.publish("wide", LARGE);
        assertEquals(LARGE, reader.push("pub").getString("data"));
      }

      node.awaitClients(1);
      deaf.awaitEnd();
    }
  }

  @Test
  void clientOfHttp10GetsNoChunks() {
    for (Transport transport : Transport.values()) {
      try (RawWebSocket old = RawWebSocket.connect(0, node.port())) {
        old.sendRaw(request(transport, "1.0", HttpCentrifugeClient.CONNECT));

        String head = old.readAnswer();

        assertTrue(head.startsWith("HTTP/1.1 200 "), head);
        assertFalse(head.contains("chunked"), head);
        String first = transport == Transport.SSE ? "data: {\"id\":1" : "{\"id\":1";
        assertEquals(first, new String(old.readBytes(first.length()), StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void kindsAreCountedApart() {
    for (Transport transport : Transport.values()) {
      try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
        String kind = "centrifuge_" + transport.name().toLowerCase(java.util.Locale.ROOT);
        List<String> shown =
            node.admin("GET", "/metrics", null)
                .body()
                .lines()
                .filter(l -> l.contains(kind))
                .toList();
        assertTrue(
            shown.stream().anyMatch(line -> line.startsWith("carillon_connections{")),
            () -> kind + ": " + shown);
        client.subscribe("counted");
      }
    }
  }

  static byte[] request(Transport transport, String version, String commands) {
    String head =
        transport == Transport.SSE
            ? "GET /connection/sse?cf_connect=" + HttpCentrifugeClient.encoded(commands)
            : "POST /connection/http_stream";
    String body = transport == Transport.SSE ? "" : commands;
    String text =
        head
            + " HTTP/"
            + version
            + "\r\nHost: localhost\r\n"
            + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
            + "\r\n"
            + body;
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
