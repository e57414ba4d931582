package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each flood ends with its code; bystanders on every loop hear everything meanwhile. */
class LimitsTest {
  private static final String CONNECT = "{\"id\":1,\"connect\":{}}";
  private static final int BYSTANDERS = 4;

  private static TestNode node;
  private final List<CentrifugeClient> bystanders = new ArrayList<>();

  @BeforeAll
  static void start() {
    // One a second is next to none: what counts is the burst.
    node =
        TestNode.start(
            "limits.client.commands={perSecond: 1, burst: 20}",
            "limits.client.publications={perSecond: 1, burst: 5}",
            "limits.client.connectBytes=1KiB",
            "limits.address.connections=9",
            "limits.user={connections: 3, channels: 4}",
            "auth.tokens.hmacSecret=" + Tokens.SECRET,
            "routes=[{path: /connection/websocket, serve: centrifuge, channels: [broadcast]},"
                + " {path: /subscribe, serve: subscribe, publish: true}]");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void letBystandersListen() {
    for (int i = 0; i < BYSTANDERS; i++) {
      CentrifugeClient bystander = CentrifugeClient.connect(node);
      bystander.subscribe("bystander");
      bystanders.add(bystander);
    }
  }

  @AfterEach
  void bystandersAreUndisturbedAndNothingIsLeftBehind() {
    node.publish("bystander", "still here");
    bystanders.forEach(one -> assertEquals("still here", one.push("pub").getString("data")));
    node.awaitClients(BYSTANDERS);
    bystanders.forEach(CentrifugeClient::close);
    node.awaitClients(0);
  }

  @Test
  void commandsOverTheBurstAreRefusedWith111AndTheClientLivesOn() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("own");
      IntStream.range(1, 20).forEach(i -> client.ask("ping", new JsonObject()));

      List<Integer> refused = new ArrayList<>();
      while (refused.size() < 3) {
        refused.add(client.refused("ping", new JsonObject()));
      }

      assertEquals(List.of(111, 111, 111), refused);
      node.publish("own", "still heard");
      assertEquals("still heard", client.push("pub").getString("data"));
    }
  }

  @Test
  void floodOfCommandsInOneFrameEndsIn3013() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText(CONNECT);
      socket.sendText(commands(1_000, "\"ping\":{}"));

      assertEquals("close 3013 too many requests", socket.readClose().toString());
    }
  }

  @Test
  void floodOfSubscribesEndsIn3013() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText(CONNECT);
      socket.sendText(commands(500, "\"subscribe\":{\"channel\":\"flood%d\"}"));

      assertEquals(3013, socket.readClose().closeCode());
    }
  }

  @Test
  void floodOfMessagesThatNobodyAnswersEndsIn3013() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText(CONNECT);
      socket.read();
      socket.sendText("{\"send\":{\"data\":1}}\n".repeat(100).trim());

      assertEquals(3013, socket.readClose().closeCode());
    }
  }

  @Test
  void floodOfPingFramesEndsIn3013() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText(CONNECT);
      socket.read();
      IntStream.range(0, 100).forEach(i -> socket.send(0x80 | Frame.PING, new byte[0]));

      assertEquals(3013, socket.readClose().closeCode());
    }
  }

  @Test
  void clientThatIsRefusedTenTimesBeforeItIsLetInEndsIn3013() {
    String expired = Tokens.of("{\"sub\":\"eve\",\"exp\":1}");
    String connect = "{\"id\":1,\"connect\":{\"token\":\"" + expired + "\"}}";
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      for (int i = 0; i < 10; i++) {
        socket.sendText(connect);
        String refused = socket.readText();
        assertTrue(refused.contains("\"code\":109"), refused);
      }

      assertEquals("close 3013 too many requests", socket.readClose().toString());
    }
  }

  @Test
  void expiredTokensInOneFrameAreVerifiedTenTimesAndNoMore() {
    String connect = "{\"id\":1,\"connect\":{\"token\":\"" + Tokens.of("{\"exp\":1}") + "\"}}";
    String all = (connect + "\n").repeat(1_000 / connect.length()).trim();
    double before = expiredTokens();
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      for (int i = 0; i < 40; i++) {
        socket.sendText(all);
      }

      assertEquals("close 3013 too many requests", socket.readClose().toString());
      assertEquals(before + 10, expiredTokens());
    }
  }

  private static double expiredTokens() {
    return Exposed.find(node, "carillon_tokens_total{verdict=\"expired\"}").orElse(0.0);
  }

  @Test
  void floodOfPingFramesBeforeItIsLetInEndsIn3013() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      IntStream.range(0, 10).forEach(i -> socket.send(0x80 | Frame.PING, new byte[0]));

      assertEquals("close 3013 too many requests", socket.readClose().toString());
    }
  }

  @Test
  void publicationsOverTheBurstAreRefusedAndOtherCommandsAreNot() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject request = new JsonObject().put("channel", "demo:flood").put("data", 1);
      IntStream.range(0, 5).forEach(i -> client.ask("publish", request));

      assertEquals(111, client.refused("publish", request));
      client.ask("ping", new JsonObject());
    }
  }

  @Test
  void plainWebSocketThatPublishesTooOftenEndsIn1013() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), "/subscribe?channel=demo:raw")) {
      IntStream.range(0, 20).forEach(i -> socket.sendText("x"));

      assertEquals("close 1013 try again later", socket.readClose().toString());
    }
  }

  @Test
  void connectCommandThatIsTooLargeEndsIn1009() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText("{\"id\":1,\"connect\":{\"data\":{\"x\":\"" + "x".repeat(1_024) + "\"}}}");

      assertEquals("close 1009 message too big", socket.readClose().toString());
    }
  }

  @Test
  void afterConnectingMessagesMayBeLarger() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.ask(
          "publish", new JsonObject().put("channel", "demo:large").put("data", "x".repeat(2_000)));
    }
  }

  @Test
  void userWithAllItsConnectionsGets3504AndKeepsThem() {
    List<RawWebSocket> all = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        all.add(connect("ann"));
        assertTrue(all.get(i).readText().contains("connect"));
      }

      RawWebSocket fourth = connect("ann");
      all.add(fourth);
      RawWebSocket other = connect("bob");
      all.add(other);

      assertEquals("close 3504 connection limit", fourth.readClose().toString());
      assertTrue(other.readText().contains("connect"));
      node.publish("broadcast", "to all");
      assertTrue(all.get(0).readText().contains("to all"));
      bystanders.forEach(one -> one.push("pub"));
    } finally {
      all.forEach(RawWebSocket::close);
    }
  }

  @Test
  void channelsOfAUserAreThoseOfAllItsClients() {
    try (RawWebSocket one = connect("cid");
        RawWebSocket other = connect("cid")) {
      one.readText();
      other.readText();
      for (String channel : List.of("a", "b")) { // and each has broadcast
        one.sendText(subscribe(channel));
        assertTrue(one.readText().contains("\"subscribe\""));
      }

      other.sendText(subscribe("c"));
      assertTrue(other.readText().contains("\"code\":106"));
      try (RawWebSocket third = connect("cid")) {
        assertEquals("close 3505 channel limit", third.readClose().toString());
      }
    }
  }

  private static String subscribe(String channel) {
    return "{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}";
  }

  private static RawWebSocket connect(String user) {
    RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH);
    String token = Tokens.of("{\"sub\":\"" + user + "\"}");
    socket.sendText("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
    return socket;
  }

  @Test
  void secondConnectEndsIn3501() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText(CONNECT + "\n{\"id\":2,\"connect\":{}}");

      assertEquals(3501, socket.readClose().closeCode());
    }
  }

  @Test
  void handshakesInBulkFromOneAddressGet429UntilItHasRoomAgain() {
    List<RawWebSocket> silent = new ArrayList<>();
    try {
      for (int i = BYSTANDERS; i < 9; i++) {
        silent.add(RawWebSocket.open(node.port(), CentrifugeClient.PATH));
      }

      String refused = answer(CentrifugeClient.PATH);
      assertTrue(refused.startsWith("HTTP/1.1 429 "), refused);
      assertTrue(refused.contains("Retry-After: "), refused);
      assertTrue(answer("/subscribe?channel=a").startsWith("HTTP/1.1 429 "));
      assertEquals(429, node.get("/subscribe?channel=a").statusCode());
    } finally {
      silent.forEach(RawWebSocket::close);
    }
    Await.until(
        () -> answer(CentrifugeClient.PATH).startsWith("HTTP/1.1 101 "), () -> "never again");
  }

  @Test
  void addressesBehindAProxyThatIsBelievedAreCountedEach() {
    List<RawWebSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 18; i++) {
        open.add(
            RawWebSocket.open(
                node.port(), CentrifugeClient.PATH, "X-Forwarded-For: 203.0.113." + i % 2));
      }

      String request = RawWebSocket.request(CentrifugeClient.PATH, "X-Forwarded-For: 203.0.113.1");
      assertTrue(RawWebSocket.answerTo(node.port(), request).startsWith("HTTP/1.1 429 "));
    } finally {
      open.forEach(RawWebSocket::close);
    }
  }

  private static String answer(String path) {
    return RawWebSocket.answerTo(node.port(), RawWebSocket.request(path));
  }

  private static String commands(int count, String command) {
    return IntStream.rangeClosed(2, count + 1)
        .mapToObj(id -> "{\"id\":" + id + "," + command.formatted(id) + "}")
        .collect(Collectors.joining("\n"));
  }
}
