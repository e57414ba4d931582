package io.carillon.gateway.session;

import static io.carillon.gateway.testkit.Tokens.SECRET;
import static io.carillon.gateway.testkit.Tokens.part;
import static io.carillon.gateway.testkit.Tokens.signature;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EventStream;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that lets nobody in without a token. */
class TokensOfClientsTest {
  private static final long NOW = System.currentTimeMillis() / 1_000;
  private static final String ANN = Tokens.of("{\"sub\":\"ann\"}");

  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "auth.anonymous=false",
            "auth.tokens.hmacSecret=" + SECRET,
            "auth.tokens.audience=gateway",
            "auth.tokens.issuer=tests",
            "sessions.maxChannels=4",
            "namespaces={default: {}, closed: {subscribe: token, presence: true, joinLeave: true},"
                + " quiet: {presence: false}}");
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

  private static String token(JsonObject claims) {
    return Tokens.of(
        new JsonObject().put("aud", "gateway").put("iss", "tests").mergeIn(claims).encode());
  }

  private static JsonObject claims() {
    return new JsonObject().put("sub", "ann");
  }

  private static JsonObject subscribe(String channel, String token) {
    return new JsonObject().put("channel", channel).put("token", token);
  }

  private static Frame connect(String token) {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText(
          new JsonObject()
              .put("id", 1)
              .put("connect", new JsonObject().put("token", token))
              .encode());
      return socket.readClose();
    }
  }

  @Test
  void clientIsWhoItsTokenSays() {
    String token = token(claims().put("info", new JsonObject().put("name", "Ann")));
    try (CentrifugeClient client = CentrifugeClient.connect(node, token)) {
      assertFalse(client.connected().containsKey("expires"));
      client.ask("subscribe", subscribe("closed:a", sub(client, "closed:a", new JsonObject())));

      JsonObject seen =
          node.api("presence", new JsonObject().put("channel", "closed:a"))
              .getJsonObject("presence")
              .getJsonObject(client.id());

      assertEquals("ann", seen.getString("user"));
      assertEquals("Ann", seen.getJsonObject("conn_info").getString("name"));
      assertFalse(seen.containsKey("chan_info"));
    }
  }

  private static String sub(CentrifugeClient client, String channel, JsonObject more) {
    return token(claims().put("channel", channel).put("client", client.id()).mergeIn(more));
  }

  @Test
  void clientIsToldWhenItsTokenExpires() {
    String token = token(claims().put("exp", NOW + 3_600));
    try (CentrifugeClient client = CentrifugeClient.connect(node, token)) {
      int ttl = client.connected().getInteger("ttl");

      assertTrue(client.connected().getBoolean("expires"));
      assertTrue(ttl > 3_000 && ttl <= 3_600, "ttl " + ttl);
    }
    String open = token(claims().put("exp", NOW + 3_600).put("expire_at", 0));
    try (CentrifugeClient client = CentrifugeClient.connect(node, open)) {
      assertFalse(client.connected().containsKey("expires"));
    }
  }

  static Stream<String> unsound() {
    String head = part("{\"alg\":\"none\"}") + "." + part("{\"sub\":\"ann\"}") + ".";
    return Stream.of(
        "garbage",
        "a.b.c",
        head,
        head + signature("HS256", SECRET, head),
        ANN, // neither for us nor of ours
        Tokens.of("{\"sub\":\"ann\",\"aud\":\"gateway\"}"),
        Tokens.of("{\"sub\":\"ann\",\"iss\":\"tests\"}"),
        token(claims().put("aud", new JsonArray().add("others"))),
        token(claims().put("iss", "others")),
        token(claims().put("iss", new JsonArray().add("tests"))),
        token(claims().put("nbf", NOW + 3_600)),
        token(claims().put("iat", NOW + 3_600)),
        token(claims().put("exp", "tomorrow")),
        token(claims().put("sub", 42)),
        token(claims().put("channels", new JsonArray().add(7))),
        token(claims().put("channels", new JsonArray().add(""))),
        token(claims().put("subs", new JsonArray())),
        token(claims().put("subs", new JsonObject().put("a", 1))),
        token(claims().put("b64info", "?")),
        token(claims().put("channel", "a")),
        token(claims().put("exp", 1)).replaceAll(".{4}$", "AAAA"),
        Tokens.of("{\"aud\":\"gateway\",\"iss\":\"tests\",\"sub\":\"ann\",\"sub\":\"bob\"}"),
        Tokens.signed("HS256", "another secret, of others", "{\"sub\":\"ann\"}"),
        token(claims().put("a", "x".repeat(16 * 1_024))));
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void unsoundTokenEndsIn3500WithoutAHint(String token) {
    Frame close = connect(token);

    assertEquals(3500, close.closeCode());
    assertEquals("invalid token", close.closeReason());
  }

  @Test
  void whoBringsNoTokenIsNotLetIn() {
    assertEquals(3500, connect("").closeCode());
  }

  @Test
  void expiredTokenIsRefusedSoThatTheClientBringsAnother() {
    try (CentrifugeClient client = CentrifugeClient.open(node)) {
      String old = token(claims().put("exp", NOW - 60));
      assertEquals(109, client.refused("connect", new JsonObject().put("token", old)));
      String useless = token(claims().put("expire_at", NOW - 60));
      assertEquals(110, client.refused("connect", new JsonObject().put("token", useless)));

      client.ask("connect", new JsonObject().put("token", token(claims())));
    }
  }

  @Test
  void tokenBringsSubscriptions() {
    JsonObject quiet = new JsonObject().put("value", false);
    JsonObject subs =
        new JsonObject()
            .put("one", new JsonObject().put("data", new JsonObject().put("a", 1)))
            .put(
                "closed:two",
                new JsonObject()
                    .put("info", "here")
                    .put("override", new JsonObject().put("join_leave", quiet)));
    try (CentrifugeClient client =
        CentrifugeClient.connect(node, token(claims().put("subs", subs)))) {
      JsonObject begun = client.connected().getJsonObject("subs");
      assertEquals(3, begun.size(), begun.encode());
      assertEquals(1, begun.getJsonObject("one").getJsonObject("data").getInteger("a"));

      node.publish("closed:two", "x");

      // Nobody was told that it came: the publication is the first that it hears.
      assertEquals("x", client.push().getJsonObject("pub").getString("data"));
      JsonObject seen =
          node.api("presence", new JsonObject().put("channel", "closed:two"))
              .getJsonObject("presence")
              .getJsonObject(client.id());
      assertEquals("here", seen.getString("chan_info"));
    }
    try (CentrifugeClient client =
        CentrifugeClient.connect(
            node, token(claims().put("channels", new JsonArray().add("three"))))) {
      assertTrue(client.connected().getJsonObject("subs").containsKey("three"));
    }
  }

  @Test
  void tokenWithChannelsThatCannotBeIsRefused() {
    try (CentrifugeClient client = CentrifugeClient.open(node)) {
      JsonArray unknown = new JsonArray().add("nowhere:a");
      assertEquals(
          102,
          client.refused(
              "connect", new JsonObject().put("token", token(claims().put("channels", unknown)))));
    }
    JsonArray many = new JsonArray().add("a").add("b").add("c").add("d");
    assertEquals(3505, connect(token(claims().put("channels", many))).closeCode());
  }

  @Test
  void subscriptionTokenOpensItsChannelForItsClientOnly() {
    try (CentrifugeClient client = CentrifugeClient.connect(node, token(claims()))) {
      JsonObject other = claims().put("channel", "closed:a");
      for (String token :
          new String[] {
            "garbage",
            token(claims()),
            token(claims().put("channel", "closed:b")),
            token(other.copy().put("client", "somebody")),
            token(other.copy().put("sub", "bob")),
            token(other.copy().put("channel", 7)),
            Tokens.of(other.encode()),
          }) {
        assertEquals(103, client.refused("subscribe", subscribe("closed:a", token)), token);
      }
      assertEquals(103, client.refused("subscribe", subscribe("closed:a", "")));
      assertEquals(
          109,
          client.refused(
              "subscribe", subscribe("closed:a", token(other.copy().put("exp", NOW - 60)))));

      JsonObject begun =
          client.ask(
              "subscribe",
              subscribe(
                  "closed:a",
                  token(
                      other
                          .copy()
                          .put("exp", NOW + 600)
                          .put("b64info", "eyJhIjoxfQ==")
                          .put("data", "welcome"))));

      assertTrue(begun.getInteger("ttl") > 500, begun.encode());
      assertEquals("welcome", begun.getString("data"));
      JsonObject seen = client.push("join").getJsonObject("info");
      assertEquals(1, seen.getJsonObject("chan_info").getInteger("a"));
    }
  }

  @Test
  void tokenThatIsNotValidIsRefusedWhereNoneIsNeeded() {
    try (CentrifugeClient client = CentrifugeClient.connect(node, token(claims()))) {
      assertEquals(103, client.refused("subscribe", subscribe("quiet:a", "garbage")));
      client.subscribe("quiet:a");
    }
  }

  @Test
  void subscriptionsByTokenBeginInTheOrderOfTheCommands() {
    try (CentrifugeClient client = CentrifugeClient.connect(node, token(claims()))) {
      String token = token(claims().put("channel", "closed:a"));
      client
          .socket()
          .sendText(
              new JsonObject().put("id", 10).put("subscribe", subscribe("closed:a", token)).encode()
                  + "\n{\"id\":11,\"unsubscribe\":{\"channel\":\"closed:a\"}}"
                  + "\n{\"id\":12,\"ping\":{}}");
      StringBuilder answers = new StringBuilder();
      while (!answers.toString().contains("\"id\":12")) {
        answers.append(client.socket().readText()).append('\n');
      }
      assertTrue(answers.indexOf("\"id\":10") < answers.indexOf("\"id\":11"), answers::toString);
      assertFalse(answers.toString().contains("error"), answers::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&token=", "&token=garbage", "&token=%s"})
  void subscribeRouteWantsATokenBeforeTheUpgrade(String query) {
    String path =
        "/subscribe?channel=quiet:a" + query.formatted(token(claims().put("exp", NOW - 60)));

    HttpResponse<String> events = node.get(path);
    assertEquals(401, events.statusCode());
    assertTrue(events.body().length() < 40, events.body());
    assertEquals("Bearer", events.headers().firstValue("WWW-Authenticate").orElse(""));
    String upgrade = RawWebSocket.answerTo(node.port(), RawWebSocket.request(path));
    assertTrue(upgrade.startsWith("HTTP/1.1 401 "), upgrade);
  }

  @Test
  void subscribeRouteTakesATokenOfTheQueryOrTheHeader() {
    String token = token(claims().put("channels", new JsonArray().add("closed:mine")));
    try (RawWebSocket socket =
            RawWebSocket.open(node.port(), "/subscribe?token=" + token + "&channel=quiet:a");
        EventStream events =
            EventStream.open(node, "/subscribe", "", "Authorization", "Bearer " + token)) {
      node.awaitSubscribers("closed:mine", 2);
      node.publish("closed:mine", "x");

      assertEquals("\"x\"", socket.readText());
      assertEquals("\"x\"", events.next().data());
    }
  }
}
