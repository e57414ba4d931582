package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.AnsweringBackend;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.HttpCentrifugeClient;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that a backend lets in, and those that show a token instead. */
class BackendConnectTest {
  private static AnsweringBackend backend;
  private static TestNode node;

  @BeforeAll
  static void start() {
    backend = AnsweringBackend.start();
    node =
        TestNode.start(
            "backends.app={url: '"
                + backend.url()
                + "', headers: [Cookie, X-Device, X-Real-IP], timeout: 10s,"
                + " breaker: {failures: 1000000}}",
            "ask={connect: app, refresh: app, rpc: {'*': app}}",
            "auth={anonymous: false, personalChannel: 'mine:#{user}',"
                + " tokens: {hmacSecret: "
                + Tokens.SECRET
                + "}}",
            "namespaces={default: {presence: true}, mine: {subscribe: listed},"
                + " orders: {subscribe: 'orders:{claim.tenant}', publish: authenticated}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    backend.close();
  }

  @BeforeEach
  void letEverybodyIn() {
    backend.forget();
    backend.result("connect", question -> new JsonObject().put("user", "42"));
    backend.result("rpc", question -> new JsonObject());
  }

  @Test
  void backendSaysWhoAClientIsAndWhatItHears() {
    backend.body(
        "connect",
        "{\"result\":{\"user\":\"42\",\"info\":{\"name\":\"Ann\"},\"data\":{\"hello\":1},"
            + "\"channels\":[\"news\"],\"subs\":{\"extra\":{\"data\":{\"sub\":1}}},"
            + "\"meta\":{\"role\":\"admin\"}}}");
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject connected = client.connected();
      assertEquals(new JsonObject("{\"hello\":1}"), connected.getJsonObject("data"));
      assertEquals(
          java.util.Set.of("broadcast", "mine:#42", "news", "extra"),
          connected.getJsonObject("subs").fieldNames());
      assertEquals(
          1,
          connected
              .getJsonObject("subs")
              .getJsonObject("extra")
              .getJsonObject("data")
              .getInteger("sub"));
      JsonObject question = backend.next().body();
      assertEquals(client.id(), question.getString("client"));
      assertFalse(question.containsKey("user"));

      client.ask("rpc", new JsonObject().put("method", "a"));
      question = backend.next().body();
      assertEquals("42", question.getString("user"));
      assertEquals("admin", question.getJsonObject("meta").getString("role"));
      assertEquals(
          "Ann",
          client
              .ask("presence", new JsonObject().put("channel", "news"))
              .getJsonObject("presence")
              .getJsonObject(client.id())
              .getJsonObject("conn_info")
              .getString("name"));
    }
  }

  @Test
  void backendHearsWhichTransportCarriesAClient() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      assertEquals(client.id(), backend.next().body().getString("client"));
      client.ask("rpc", new JsonObject().put("method", "a"));
      assertEquals("websocket", backend.next().body().getString("transport"));
    }
    for (HttpCentrifugeClient.Transport transport : HttpCentrifugeClient.Transport.values()) {
      try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
        JsonObject question = backend.next().body();
        assertEquals(client.connected().getString("client"), question.getString("client"));
        assertEquals(
            transport.name().toLowerCase(java.util.Locale.ROOT), question.getString("transport"));
      }
    }
  }

  @Test
  void personalChannelReachesEveryClientOfAUserAndNobodyElse() {
    try (CentrifugeClient one = CentrifugeClient.connect(node);
        CentrifugeClient two = CentrifugeClient.connect(node)) {
      backend.result("connect", question -> new JsonObject().put("user", "43"));
      try (CentrifugeClient other = CentrifugeClient.connect(node)) {
        assertEquals(103, other.refused("subscribe", asked("mine:#42")));
        other.subscribe("mine:#42,43");
        node.publish("mine:#42", "for you");

        assertEquals("for you", one.push("pub").getString("data"));
        assertEquals("for you", two.push("pub").getString("data"));
        assertEquals(0, other.pushesUntilNow());
        node.api(
            "disconnect",
            new JsonObject()
                .put("user", "42")
                .put("whitelist", new JsonArray().add(two.id()))
                .put("disconnect", new JsonObject().put("code", 4600).put("reason", "elsewhere")));
        assertEquals(4600, one.socket().readClose().closeCode());
        two.ask("ping", new JsonObject());
      }
    }
  }

  @Test
  void claimOfATokenSaysWhichChannelsAndTheBackendIsNotAsked() {
    try (CentrifugeClient client = CentrifugeClient.open(node)) {
      client.ask(
          "connect",
          new JsonObject().put("token", Tokens.of("{\"sub\":\"7\",\"tenant\":\"blue\"}")));
      client.subscribe("orders:blue");
      assertEquals(103, client.refused("subscribe", asked("orders:red")));
      client.ask("publish", asked("orders:red").put("data", 1));

      assertEquals(0, backend.forget());
    }
  }

  @Test
  void clientTellsHeadersThatItsBrowserWouldNotButNoneOfProxies() {
    try (RawWebSocket socket =
        RawWebSocket.open(node.port(), CentrifugeClient.PATH, "Cookie: real")) {
      socket.sendText(
          new JsonObject()
              .put("id", 1)
              .put(
                  "connect",
                  new JsonObject()
                      .put("name", "js")
                      .put(
                          "headers",
                          new JsonObject()
                              .put("cookie", "made up")
                              .put("x-device", "phone")
                              .put("X-Real-IP", "1.2.3.4")
                              .put("X-Other", "secret")))
              .encode());

      AnsweringBackend.Asked asked = backend.next();
      assertEquals("real", asked.header("Cookie"));
      assertEquals("phone", asked.header("X-Device"));
      assertNull(asked.header("X-Real-IP"));
      assertNull(asked.header("X-Other"));
      assertEquals("js", asked.body().getString("name"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{}",
        "{\"result\":{\"user\":42}}",
        "{\"result\":{\"user\":\"42\",\"expire_at\":-1}}",
        "{\"result\":{\"user\":\"42\",\"channels\":[1]}}",
        "{\"result\":{\"user\":\"42\",\"channels\":[\"\"]}}",
        "{\"result\":{\"user\":\"42\",\"channels\":[\"nowhere:a\"]}}",
        "{\"result\":{\"user\":\"42\",\"subs\":{\"a\":1}}}",
      })
  void newcomerIsToldToComeBackWhenNobodyKnowsItWhileOthersStay(String answer) {
    try (CentrifugeClient before = CentrifugeClient.connect(node);
        CentrifugeClient client = CentrifugeClient.open(node)) {
      backend.body("connect", answer);
      assertEquals(100, client.refused("connect", new JsonObject()));

      backend.result("connect", question -> new JsonObject().put("user", "42"));
      client.ask("connect", new JsonObject());
      before.ask("ping", new JsonObject());
    }
  }

  @Test
  void clientWhoseTimeRanOutWhileItWasAskedForHasNoSecondTry() {
    backend.answer("connect", (question, response) -> {}); // is awaited longer than the client
    try (TestNode quick =
            TestNode.start(
                "sessions.connectTimeout=200ms",
                "backends.app={url: '" + backend.url() + "', timeout: 2s}",
                "ask={connect: app}");
        RawWebSocket socket = RawWebSocket.open(quick.port(), CentrifugeClient.PATH)) {
      socket.sendText("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"connect\":{}}");

      assertTrue(socket.read().text().contains("\"code\":100"));
      assertEquals(3502, socket.readClose().closeCode());
      assertEquals(1, backend.forget());
    }
  }

  @Test
  void backendRefusesAndHangsUp() {
    try (CentrifugeClient client = CentrifugeClient.open(node)) {
      backend.body("connect", "{\"error\":{\"code\":1000,\"message\":\"no\"}}");
      assertEquals(1000, client.refused("connect", new JsonObject()));
      backend.body("connect", "{\"disconnect\":{\"code\":4500,\"reason\":\"banned\"}}");
      client.socket().sendText("{\"id\":9,\"connect\":{}}");

      assertEquals(4500, client.socket().readClose().closeCode());
    }
  }

  @Test
  void clientStaysAsLongAsTheBackendLetsItAndWhileItIsDown() {
    long soon = Instant.now().getEpochSecond() + 1;
    backend.result(
        "connect", question -> new JsonObject().put("user", "42").put("expire_at", soon));
    backend.answer("refresh", (question, response) -> response.setStatusCode(500).end());
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      assertFalse(client.connected().getBoolean("expires", false));
      assertEquals("connect", backend.next().kind());
      assertEquals("42", backend.next().body().getString("user"));
      client.ask("ping", new JsonObject());
      backend.result("refresh", question -> new JsonObject().put("expired", true));

      assertEquals(3005, client.socket().readClose().closeCode());
      assertTrue(backend.forget() >= 1);
    }
  }

  private static JsonObject asked(String channel) {
    return new JsonObject().put("channel", channel);
  }
}
