package io.carillon.gateway.session;

import static io.carillon.gateway.testkit.Tokens.SECRET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EventStream;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients and subscriptions that hold for some time only. Each test has channels of its own, since
 * they wait side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
class ExpiryTest {
  /** Late enough for what a busy machine has to do before. */
  private static final int SOON = 6;

  private static final int LATE = 3_600;

  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "auth.tokens.hmacSecret=" + SECRET,
            "auth.expiryGrace=200ms",
            "sessions.closeTimeout=200ms",
            "namespaces={default: {}, room: {joinLeave: true, presence: true},"
                + " orders: {subscribe: 'orders:{claim.tenant}'}}");
  }

  @AfterAll
  static void nothingIsLeftBehind() {
    node.awaitClients(0);
    assertEquals(0, node.channels().size(), () -> node.channels().encode());
    node.close();
  }

  private static long in(int seconds) {
    return System.currentTimeMillis() / 1_000 + seconds;
  }

  private static JsonObject ann(int seconds) {
    return new JsonObject().put("sub", "ann").put("exp", in(seconds));
  }

  private static String token(int seconds) {
    return tokenOf("ann", seconds);
  }

  private static String tokenOf(String user, int seconds) {
    return Tokens.of(ann(seconds).put("sub", user).encode());
  }

  private static String token(String channel, int seconds) {
    return Tokens.of(ann(seconds).put("channel", channel).encode());
  }

  private static JsonObject with(String token) {
    return new JsonObject().put("token", token);
  }

  private static void expectClose(int code, CentrifugeClient client) {
    assertEquals(code, client.socket().readClose().closeCode());
  }

  @Test
  void clientThatBringsNoOtherTokenIsSentAway() {
    try (CentrifugeClient client = CentrifugeClient.connect(node, token(SOON))) {
      expectClose(3005, client);
    }
  }

  @Test
  void clientThatBringsAnotherTokenStays() {
    try (CentrifugeClient client = CentrifugeClient.connect(node, token(SOON));
        CentrifugeClient other = CentrifugeClient.connect(node, token(SOON))) {
      JsonObject refreshed = client.ask("refresh", with(token(LATE)));

      assertTrue(refreshed.getBoolean("expires"));
      assertTrue(refreshed.getInteger("ttl") > SOON);
      assertEquals(client.id(), refreshed.getString("client"));
      expectClose(3005, other); // when both would have expired
      client.ask("ping", new JsonObject());
    }
  }

  @Test
  void clientMayWhatItsLatestTokenSays() {
    String red = Tokens.of(ann(LATE).put("tenant", "red").encode());
    String blue = Tokens.of(ann(LATE).put("tenant", "blue").encode());
    JsonObject redOrders = new JsonObject().put("channel", "orders:red");
    JsonObject blueOrders = new JsonObject().put("channel", "orders:blue");
    try (CentrifugeClient client = CentrifugeClient.connect(node, red)) {
      assertEquals(103, client.refused("subscribe", blueOrders));

      client.ask("refresh", with(blue));

      assertEquals(103, client.refused("subscribe", redOrders));
      client.ask("subscribe", blueOrders);
    }
  }

  @Test
  void clientThatBringsATokenForEverStaysForEver() {
    try (CentrifugeClient client = CentrifugeClient.connect(node, token(SOON))) {
      JsonObject refreshed = client.ask("refresh", with(Tokens.of("{\"sub\":\"ann\"}")));

      assertFalse(refreshed.containsKey("expires"), refreshed::encode);
    }
  }

  @Test
  void wrongTokenEndsInTheCodeThatSaysWhetherToComeBack() {
    String other = Tokens.of("{\"sub\":\"bob\"}");
    String more = Tokens.of(ann(LATE).put("channels", new JsonArray().add("other")).encode());
    Object[][] cases = {
      {3500, "garbage"}, {3500, other}, {3005, token(-60)}, {3010, more}, {3501, ""},
    };
    for (Object[] one : cases) {
      try (CentrifugeClient client = CentrifugeClient.connect(node, token(LATE))) {
        client
            .socket()
            .sendText(new JsonObject().put("id", 9).put("refresh", with((String) one[1])).encode());
        expectClose((int) one[0], client);
      }
    }
  }

  @Test
  void subscriptionThatIsNotRefreshedEndsAlone() {
    try (CentrifugeClient client = CentrifugeClient.connect(node, token(LATE))) {
      client.ask("subscribe", with(token("room:a", SOON)).put("channel", "room:a"));
      client.ask("subscribe", with(token("room:b", SOON)).put("channel", "room:b"));
      JsonObject refreshed =
          client.ask("sub_refresh", with(token("room:b", LATE)).put("channel", "room:b"));

      assertTrue(refreshed.getInteger("ttl") > SOON);
      assertEquals(2501, client.push("unsubscribe").getInteger("code"));
      assertFalse(node.channels().containsKey("room:a"));
      node.publish("room:b", "still");
      assertEquals("still", client.push("pub").getString("data"));
    }
  }

  @Test
  void subscriptionTokenIsChangedForAGoodOneOfTheChannelOnly() {
    try (CentrifugeClient client = CentrifugeClient.connect(node, token(LATE))) {
      client.ask("subscribe", with(token("room:c", LATE)).put("channel", "room:c"));

      String request = "sub_refresh";
      assertEquals(103, client.refused(request, with("garbage").put("channel", "room:c")));
      assertEquals(
          103, client.refused(request, with(token("room:d", LATE)).put("channel", "room:c")));
      assertEquals(
          103, client.refused(request, with(token("room:d", LATE)).put("channel", "room:d")));
      assertEquals(107, client.refused(request, with("").put("channel", "room:c")));
      assertEquals(
          109, client.refused(request, with(token("room:c", -60)).put("channel", "room:c")));

      // So that the client subscribes anew, with a fresh token.
      assertEquals(2501, client.push("unsubscribe").getInteger("code"));
    }
  }

  @Test
  void backendLetsAClientStayForLongerOrLess() {
    try (CentrifugeClient client = CentrifugeClient.connect(node, tokenOf("bea", SOON));
        CentrifugeClient other = CentrifugeClient.connect(node, tokenOf("bea", SOON))) {
      node.api("refresh", new JsonObject().put("client", client.id()).put("expire_at", in(LATE)));

      assertTrue(client.push("refresh").getInteger("ttl") > SOON);
      expectClose(3005, other);

      node.api("refresh", new JsonObject().put("session", client.id()));
      assertTrue(client.push("refresh").isEmpty());

      node.api("refresh", new JsonObject().put("user", "bea").put("expire_at", in(SOON)));
      client.push("refresh");
      expectClose(3005, client);
    }
  }

  @Test
  void backendSendsAwayWhoHasExpired() {
    try (CentrifugeClient client = CentrifugeClient.connect(node);
        CentrifugeClient other = CentrifugeClient.connect(node)) {
      node.api("refresh", new JsonObject().put("client", client.id()).put("expired", true));
      node.api("refresh", new JsonObject().put("client", other.id()).put("expire_at", 1));

      expectClose(3005, client);
      expectClose(3005, other);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"user\":\"\"}",
        "{\"user\":7}",
        "{\"user\":\"a\",\"expire_at\":-1}",
        "{\"user\":\"a\",\"expire_at\":1.5}",
        "{\"user\":\"a\",\"expired\":1}",
        "{\"client\":\"a\",\"session\":\"b\"}",
      })
  void refreshOfNobodyOrToNoTimeIsABadRequest(String request) {
    JsonObject answer = node.call("refresh", new JsonObject(request));

    assertEquals(107, answer.getJsonObject("error").getInteger("code"), answer.encode());
  }

  @Test
  void plainClientsAreSentAwayToo() {
    String path = "/subscribe?channel=room:e&token=";
    try (RawWebSocket socket = RawWebSocket.open(node.port(), path + token(SOON));
        EventStream events = EventStream.open(node, path + token(SOON), "")) {
      assertEquals(3005, socket.readClose().closeCode());
      node.awaitClients(0);
      assertEquals(200, events.response().statusCode());
    }
  }
}
