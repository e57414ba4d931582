package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wrong word gets its answer; a bystander hears everything, and nothing is left behind. */
class CentrifugeBadInputTest {
  private static final String CONNECT = "{\"id\":1,\"connect\":{}}";

  private static TestNode node;
  private CentrifugeClient bystander;

  @BeforeAll
  static void start() {
    node = TestNode.start("sessions.maxChannels=8");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void letABystanderListen() {
    bystander = CentrifugeClient.connect(node);
    bystander.subscribe("bystander");
  }

  @AfterEach
  void bystanderIsUndisturbedAndNothingIsLeftBehind() {
    node.publish("bystander", "still here");
    assertEquals("still here", bystander.push("pub").getString("data"));
    node.awaitClients(1);
    assertEquals(2, node.channels().size(), () -> node.channels().encode());
    bystander.close();
    node.awaitClients(0);
    assertEquals(0, node.channels().size(), () -> node.channels().encode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "",
        " ",
        "[]",
        "1",
        "{\"id\":1,\"connect\":{}",
        "{\"id\":1,\"connect\":{}}x",
        "{\"id\":1,\"connect\":[]}",
        "{\"id\":\"1\",\"connect\":{}}",
        "{\"id\":-1,\"connect\":{}}",
        "{\"id\":4294967296,\"connect\":{}}",
        "{\"id\":0,\"connect\":{}}",
        "{\"connect\":{}}",
        "{\"id\":1,\"dance\":{}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"a\"}}",
        "{\"id\":1,\"ping\":{}}",
        "{}",
        "{\"id\":1,\"connect\":{\"subs\":{\"a\":1}}}",
        "{\"id\":1,\"connect\":{\"token\":7}}",
      })
  void whatIsNoConnectCommandFirstEndsIn3501(String message) {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText(message);

      assertEquals("close 3501 bad request", socket.readClose().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{}",
        "{\"id\":2}",
        "{\"id\":2,\"dance\":{}}",
        "{\"id\":2,\"connect\":{}}",
        "{\"id\":0,\"subscribe\":{\"channel\":\"a\"}}",
        "{\"subscribe\":{\"channel\":\"a\"}}",
        "{\"id\":2,\"subscribe\":{}}",
        "{\"id\":2,\"subscribe\":{\"channel\":\"\"}}",
        "{\"id\":2,\"subscribe\":{\"channel\":7}}",
        "{\"id\":2,\"subscribe\":{\"channel\":\"a\",\"offset\":-1}}",
        "{\"id\":2,\"subscribe\":{\"channel\":\"a\",\"offset\":99999999999999999999}}",
        "{\"id\":2,\"history\":{\"channel\":\"a\",\"since\":[]}}",
        "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":tru}}",
        "{\"id\":2,\"ping\":{}} {\"id\":3,",
      })
  void whatIsNoCommandAfterwardsEndsIn3501(String message) {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText(CONNECT);
      socket.read();
      socket.sendText(message);

      assertEquals("close 3501 bad request", socket.readClose().toString());
    }
  }

  @Test
  void deepNestingEndsIn3501() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText("{\"id\":1,\"connect\":{\"data\":" + "[".repeat(30_000) + "}}");

      assertEquals(3501, socket.readClose().closeCode());
    }
  }

  @Test
  void binaryMessageInTheJsonProtocolEndsIn1003() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendBinary(new byte[] {1, 2, 3});

      assertEquals(1003, socket.readClose().closeCode());
    }
  }

  @Test
  void tokenThatNobodyCanVerifyEndsIn3500() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.sendText("{\"id\":1,\"connect\":{\"token\":\"x\"}}");

      assertEquals(3500, socket.readClose().closeCode());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "subscribe, nowhere:a, 102",
    "publish, nowhere:a, 102",
    "history, nowhere:a, 102",
    "presence, nowhere:a, 102",
    "publish, plain, 103",
    "history, demo:unheard, 103",
    "presence, demo:unheard, 103",
    "presence_stats, demo:unheard, 103",
    "publish, broadcast, 103",
  })
  void commandThatIsNotAllowedIsRefusedWithItsNumber(String method, String channel, int error) {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject request = new JsonObject().put("channel", channel).put("data", 1);

      assertEquals(error, client.refused(method, request));
    }
  }

  @Test
  void whatAChannelDoesNotKeepIsNotAvailable() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("plain");
      JsonObject request = new JsonObject().put("channel", "plain");

      assertEquals(108, client.refused("history", request));
      assertEquals(108, client.refused("presence", request));
      assertEquals(108, client.refused("presence_stats", request));
    }
  }

  @Test
  void commandWithoutABackendBehindItIsRefused() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      assertEquals(104, client.refused("rpc", new JsonObject().put("method", "x")));
    }
  }

  @Test
  void secondSubscriptionToAChannelIsRefusedAndTheFirstLives() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("twice");

      assertEquals(105, client.refused("subscribe", new JsonObject().put("channel", "twice")));
      assertEquals(105, client.refused("subscribe", new JsonObject().put("channel", "broadcast")));
      assertEquals(1, node.subscribers("twice"));
    }
  }

  @Test
  void subscriptionOverTheLimitIsRefused() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      IntStream.range(0, 7).forEach(i -> client.subscribe("limit" + i)); // and broadcast

      assertEquals(106, client.refused("subscribe", new JsonObject().put("channel", "limit7")));
    }
  }

  @Test
  void overlongChannelNameIsRefused() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject request = new JsonObject().put("channel", "x".repeat(256));

      assertEquals(107, client.refused("subscribe", request));
    }
  }

  @Test
  void clientThatDoesNotConnectInTimeEndsIn3502() {
    try (TestNode quick = TestNode.start("sessions.connectTimeout=100ms");
        RawWebSocket socket = RawWebSocket.open(quick.port(), CentrifugeClient.PATH)) {
      assertEquals("close 3502 stale", socket.readClose().toString());
    }
  }

  @Test
  void clientThatDoesNotAnswerPingsEndsIn3012() {
    try (TestNode quick =
            TestNode.start("sessions.pingInterval=200ms", "sessions.pongTimeout=50ms");
        RawWebSocket socket = RawWebSocket.open(quick.port(), CentrifugeClient.PATH)) {
      socket.sendText(CONNECT);
      socket.read();

      assertEquals("{}", socket.read().text());
      assertEquals("close 3012 no pong", socket.readClose().toString());
    }
  }

  @Test
  void closingClientGetsItsCodeBackAndTheSocketEnds() {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH)) {
      socket.send(0x80 | Frame.CLOSE, new byte[] {0x03, (byte) 0xE8});

      assertEquals(1000, socket.readClose().closeCode());
      socket.awaitEnd();
    }
  }
}
