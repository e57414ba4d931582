package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, sections 5 and 7, against a route that publishes to its sender what it receives. */
class BadFramesTest {
  private static final int LIMIT = 65_536;

  private static TestNode node;
  private RawWebSocket bystander;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "routes=[{path: /echo, serve: subscribe, publish: true}]",
            "sessions.closeTimeout=50ms");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void letABystanderListen() {
    bystander = open("bystander");
    node.awaitSubscribers("bystander", 1);
  }

  @AfterEach
  void bystanderIsUndisturbed() {
    node.publish("bystander", 7);
    assertEquals("7", bystander.readText());
    bystander.close();
    node.awaitClients(0);
  }

  @ParameterizedTest(name = "{0} is closed with {2}")
  @CsvSource(
      textBlock =
          """
          unmasked frame,                        8101 61,                              1002
          first reserved bit,                    C181 00000000 61,                     1002
          second reserved bit,                   A181 00000000 61,                     1002
          third reserved bit,                    9181 00000000 61,                     1002
          opcode 3,                              8381 00000000 61,                     1002
          opcode 7,                              8781 00000000 61,                     1002
          opcode 11,                             8B80 00000000,                        1002
          opcode 15,                             8F80 00000000,                        1002
          ping in fragments,                     0980 00000000,                        1002
          close in fragments,                    0880 00000000,                        1002
          ping of 126 bytes,                     89FE 007E 00000000,                   1002
          continuation of nothing,               8081 00000000 61,                     1002
          text inside of a text,                 0181 00000000 61 8181 00000000 61,    1002
          close with half a code,                8881 00000000 03,                     1002
          close with code 0,                     8882 00000000 0000,                   1002
          close with code 999,                   8882 00000000 03E7,                   1002
          close with code 1004,                  8882 00000000 03EC,                   1002
          close with code 1005,                  8882 00000000 03ED,                   1002
          close with code 1006,                  8882 00000000 03EE,                   1002
          close with code 1015,                  8882 00000000 03F7,                   1002
          close with code 2999,                  8882 00000000 0BB7,                   1002
          close with code 5000,                  8882 00000000 1388,                   1002
          length of 16 bits for a short frame,   81FE 0001 00000000 61,                1002
          length of 64 bits for a short frame,   81FF 0000000000000001 00000000 61,    1002
          length with its highest bit,           81FF 8000000000000001 00000000,       1002
          close reason that is no UTF-8,         8884 00000000 03E8 C328,              1007
          text that is no UTF-8,                 8182 00000000 C328,                   1007
          text that ends within a character,     8181 00000000 C3,                     1007
          overlong encoding,                     8182 00000000 C080,                   1007
          surrogate,                             8183 00000000 EDA080,                 1007
          beyond Unicode,                        8184 00000000 F4908080,               1007
          fragments that are no UTF-8,           0181 00000000 C3 8081 00000000 28,    1007
          frame of 65537 bytes,                  82FF 0000000000010001 00000000,       1009
          frame of 2 GiB,                        82FF 0000000080000000 00000000,       1009
          """)
  void brokenFrameIsClosedWithItsCode(String what, String bytes, int code) {
    try (RawWebSocket socket = open("bad")) {
      socket.sendRaw(HexFormat.of().parseHex(bytes.replace(" ", "")));

      assertEquals(code, socket.readClose().closeCode());
      socket.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999})
  void closeWithAGoodCodeIsAnsweredWithTheSame(int code) {
    try (RawWebSocket socket = open("good")) {
      socket.send(0x80 | Frame.CLOSE, new byte[] {(byte) (code >> 8), (byte) code, 'x'});

      assertEquals(code, socket.readClose().closeCode());
      socket.awaitEnd();
    }
  }

  @Test
  void closeWithoutACodeIsAnsweredWithoutOne() {
    try (RawWebSocket socket = open("good")) {
      socket.send(0x80 | Frame.CLOSE, new byte[0]);

      assertEquals(0, socket.readClose().payload().length);
      socket.awaitEnd();
    }
  }

  @Test
  void messageOfManyFragmentsOverTheLimitIsClosedWith1009() {
    try (RawWebSocket socket = open("big")) {
      socket.send(Frame.BINARY, new byte[LIMIT]);
      socket.send(Frame.CONTINUATION, new byte[1]);

      assertEquals(1009, socket.readClose().closeCode());
    }
  }

  @Test
  void messageAtTheLimitArrives() {
    try (RawWebSocket socket = open("limit")) {
      byte[] message = new byte[LIMIT];
      message[LIMIT - 1] = 1;
      socket.send(Frame.BINARY, new byte[0]);
      socket.send(Frame.CONTINUATION, java.util.Arrays.copyOf(message, LIMIT - 1));
      socket.send(0x80 | Frame.CONTINUATION, new byte[] {1});

      assertArrayEquals(message, socket.read().payload());
    }
  }

  @Test
  void characterCutByAFragmentArrivesWhole() {
    try (RawWebSocket socket = open("cut")) {
      byte[] euro = "€".getBytes(UTF_8);
      socket.send(Frame.TEXT, new byte[0]);
      for (byte one : euro) {
        socket.send(Frame.CONTINUATION, new byte[] {one});
      }
      socket.send(0x80 | Frame.CONTINUATION, new byte[0]);

      assertEquals(new Frame(Frame.TEXT, euro), socket.read());
    }
  }

  @Test
  void framesOneByteAtATimeArrive() {
    try (RawWebSocket socket = open("slow")) {
      byte[] frame = RawWebSocket.frame(0x80 | Frame.TEXT, "slowly".getBytes(UTF_8));
      for (byte one : frame) {
        socket.sendRaw(new byte[] {one});
      }

      assertEquals("slowly", socket.read().text());
    }
  }

  @Test
  void framesThatComeWithTheHandshakeAreNotLost() {
    try (RawWebSocket socket = RawWebSocket.connect(0, node.port())) {
      ByteArrayOutputStream early = new ByteArrayOutputStream();
      early.writeBytes(RawWebSocket.request("/echo?channel=early").getBytes(UTF_8));
      for (int i = 0; i < 100; i++) {
        early.writeBytes(RawWebSocket.frame(0x80 | Frame.TEXT, ("m" + i).getBytes(UTF_8)));
      }
      socket.sendRaw(early.toByteArray());

      assertEquals("HTTP/1.1 101", socket.readAnswer().substring(0, 12));
      for (int i = 0; i < 100; i++) {
        assertEquals("m" + i, socket.read().text());
      }
    }
  }

  @Test
  void pingIsAnsweredWithItsPayload() {
    try (RawWebSocket socket = open("ping")) {
      byte[] payload = new byte[125];
      payload[124] = 9;
      socket.send(0x80 | Frame.PING, payload);

      assertEquals(new Frame(Frame.PONG, payload), socket.read());
    }
  }

  @Test
  void halfAFrameAndAHangUpLeaveNothingBehind() {
    try (RawWebSocket socket = open("half")) {
      node.awaitSubscribers("half", 1);
      socket.send(Frame.TEXT, new byte[1_000]);
      socket.sendRaw(HexFormat.of().parseHex("80FE0FFF00000000616263"));
    }
    node.awaitSubscribers("half", 0);
  }

  private static RawWebSocket open(String channel) {
    return RawWebSocket.open(node.port(), "/echo?channel=" + channel);
  }
}
