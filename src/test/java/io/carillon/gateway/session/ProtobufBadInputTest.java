package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same as in JSON: each wrong word gets its answer, and a bystander hears everything. */
class ProtobufBadInputTest {
  private static final String CONNECT = "04 0801 2200";
  private static final String PING = "04 0802 5A00";

  private static TestNode node;
  private CentrifugeClient bystander;

  @BeforeAll
  static void start() {
    node = TestNode.start();
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
    bystander.close();
    node.awaitClients(0);
    assertEquals(0, node.channels().size(), () -> node.channels().encode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "00", // a pong that nobody asked for
        "04 0801", // cut
        "FFFFFFFF07 0801", // a length of 2 GiB
        "FFFFFFFFFFFFFFFFFF01 0801", // a negative one
        "02 0801", // no method
        "02 2200", // connect without an id
        "04 0801 5A00", // ping before connect
        "07 0801 2203 0A01FF", // a token that is no text
        "05 0801 2201 00", // a field of no number
        "04 0801 2001", // connect is a number
        "7B7D", // JSON
      })
  void whatIsNoConnectCommandFirstEndsIn3501(String hex) {
    try (RawWebSocket socket = open()) {
      socket.sendBinary(bytes(hex));

      assertEquals("close 3501 bad request", socket.readClose().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "0000", // two pongs
        "04 0802 2200", // connect again
        "04 0802 2A00", // subscribe to no name
        "07 0802 2A03 0A01FF", // to a name that is no text
        "0F 0802 2A0B 38FFFFFFFFFFFFFFFFFF01", // from an offset that is too high
        "03 080202 04 0802", // the second one is cut
        "02 2A00", // subscribe without an id
        "06 0802 5202 4001", // history since a number
      })
  void whatIsNoCommandAfterwardsEndsIn3501(String hex) {
    try (RawWebSocket socket = open()) {
      socket.sendBinary(bytes(CONNECT));
      assertEquals(Frame.BINARY, socket.read().opcode());
      socket.sendBinary(bytes(hex));

      assertEquals("close 3501 bad request", socket.readClose().toString());
    }
  }

  @Test
  void textMessageInTheProtobufProtocolEndsIn1003() {
    try (RawWebSocket socket = open()) {
      socket.sendText("{\"id\":1,\"connect\":{}}");

      assertEquals(1003, socket.readClose().closeCode());
    }
  }

  @Test
  void messageOverTheLimitEndsIn1009() {
    try (RawWebSocket socket = open()) {
      socket.sendBinary(new byte[(64 << 10) + 1]);

      assertEquals(1009, socket.readClose().closeCode());
    }
  }

  @Test
  void thousandsOfCommandsInOneMessageAreAnsweredInOrder() {
    try (RawWebSocket socket = open()) {
      socket.sendBinary(bytes(CONNECT + PING.repeat(10_000)));
      socket.read();

      for (int i = 0; i < 10_000; i++) {
        assertArrayEquals(bytes("04 0802 6200"), socket.read().payload());
      }
    }
  }

  @Test
  void clientThatDoesNotAnswerPingsEndsIn3012() {
    try (TestNode quick = TestNode.start("sessions.pingInterval=1s", "sessions.pongTimeout=100ms");
        RawWebSocket socket = open(quick)) {
      socket.sendBinary(bytes(CONNECT));
      socket.read();

      assertArrayEquals(bytes("00"), socket.read().payload());
      assertEquals("close 3012 no pong", socket.readClose().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?format=protobuf", "?cf_protocol=protobuf"})
  void queryAsksForProtobufToo(String query) {
    try (RawWebSocket socket = RawWebSocket.open(node.port(), CentrifugeClient.PATH + query)) {
      socket.sendBinary(bytes(CONNECT + PING));
      assertEquals(Frame.BINARY, socket.read().opcode());

      assertArrayEquals(bytes("04 0802 6200"), socket.read().payload());
    }
  }

  private static RawWebSocket open() {
    return open(node);
  }

  private static RawWebSocket open(TestNode node) {
    return RawWebSocket.open(
        node.port(), CentrifugeClient.PATH, "Sec-WebSocket-Protocol: centrifuge-protobuf");
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
