package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Deflate;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 7692, sections 6 and 7.2.2, against a route that publishes to its sender what it receives.
 */
class CompressedMessagesTest {
  private static final int LIMIT = 65_536;

  private static TestNode node;
  private static RawWebSocket bystander;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "routes=[{path: /echo, serve: subscribe, publish: true, compression: {threshold: 1MiB}}]",
            "sessions.closeTimeout=10ms");
    bystander = open("bystander");
  }

  @AfterAll
  static void stop() {
    bystander.close();
    node.close();
  }

  @AfterEach
  void bystanderIsUndisturbed() {
    bystander.send(Deflate.whole(Frame.TEXT), Deflate.deflate("still".getBytes(UTF_8)));
    assertEquals("still", bystander.readText());
    node.awaitClients(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          one block,                         f248cdc9c907 00,                 Hello
          a block that is not compressed,    00 0500 faff 48656c6c6f 00,      Hello
          a last block and padding,          f348cdc9c907 00 00,              Hello
          two blocks,                        f24805000000ffffcac9c907 00,     Hello
          an empty message,                  00,                              ''
          nothing at all,                    '',                              ''
          """)
  void examplesOfTheRfcArrive(String what, String bytes, String text) {
    try (RawWebSocket socket = open("rfc")) {
      socket.send(Deflate.whole(Frame.TEXT), hex(bytes));

      assertEquals(new Frame(Frame.TEXT, text.getBytes(UTF_8)), socket.read());
    }
  }

  @Test
  void fragmentsArriveAsOneMessageAndPingsAmongThemAreAnswered() {
    try (RawWebSocket socket = open("fragments")) {
      byte[] text = "€ and more ".repeat(500).getBytes(UTF_8);
      byte[] bytes = Deflate.deflate(text);
      socket.send(Deflate.first(Frame.TEXT), new byte[0]);
      for (byte one : bytes) {
        socket.send(Frame.CONTINUATION, new byte[] {one});
        socket.send(0x80 | Frame.PING, new byte[] {one});
      }
      socket.send(0x80 | Frame.CONTINUATION, new byte[0]);

      for (byte one : bytes) {
        assertEquals(new Frame(Frame.PONG, new byte[] {one}), socket.read());
      }
      assertEquals(new Frame(Frame.TEXT, text), socket.read());
    }
  }

  @Test
  void othersAreReadBetweenTheFragmentsOfAMessage() {
    try (RawWebSocket socket = open("between")) {
      byte[] bytes = Deflate.deflate("one after the other".getBytes(UTF_8));
      socket.send(Deflate.first(Frame.BINARY), Arrays.copyOf(bytes, 5));
      socket.send(0x80 | Frame.PING, new byte[0]);
      assertEquals(Frame.PONG, socket.read().opcode());
      bystander.send(Deflate.whole(Frame.BINARY), Deflate.deflate("between".getBytes(UTF_8)));
      assertEquals("between", bystander.readText());
      socket.send(0x80 | Frame.CONTINUATION, Arrays.copyOfRange(bytes, 5, bytes.length));

      assertEquals("one after the other", socket.readText());
    }
  }

  @Test
  void whoAgreedNeedNotCompress() {
    try (RawWebSocket socket = open("plain")) {
      socket.sendText("plain");
      socket.send(Frame.TEXT, "in ".getBytes(UTF_8));
      socket.send(0x80 | Frame.CONTINUATION, "pieces".getBytes(UTF_8));
      socket.send(Deflate.whole(Frame.TEXT), Deflate.deflate("compressed".getBytes(UTF_8)));

      assertEquals("plain", socket.readText());
      assertEquals("in pieces", socket.readText());
      assertEquals("compressed", socket.readText());
    }
  }

  @Test
  void messageAtTheLimitArrivesEvenIfCompressionMadeItLonger() {
    try (RawWebSocket socket = open("limit")) {
      byte[] noise = new byte[LIMIT];
      new Random(7).nextBytes(noise);
      byte[] zeros = new byte[LIMIT];
      byte[] longer = Deflate.deflate(noise);
      socket.send(Deflate.whole(Frame.BINARY), longer);
      socket.send(Deflate.whole(Frame.BINARY), Deflate.deflate(zeros));
      socket.sendBinary(noise);

      assertEquals(true, longer.length > LIMIT);
      assertArrayEquals(noise, socket.read().payload());
      assertArrayEquals(zeros, socket.read().payload());
      assertArrayEquals(noise, socket.read().payload());
    }
  }

  @ParameterizedTest(name = "{0} is closed with {2}")
  @CsvSource(
      textBlock =
          """
          bit on a continuation,                41 00 C0 00,                   1002
          bit on a continuation of plain text,  01 61 C0 00,                   1002
          bit on a ping,                        C9 00,                         1002
          bit on a pong,                        CA 00,                         1002
          bit on a close,                       C8 03E8,                       1002
          second reserved bit,                  A1 61,                         1002
          third reserved bit,                   91 61,                         1002
          first and second reserved bit,        E1 00,                         1002
          text inside of a compressed text,     41 00 C1 00,                   1002
          continuation of nothing,              C1 00 80 00,                   1002
          block of no type,                     C1 07,                         1007
          distance beyond the beginning,        C1 F240E60000,      1007
          message that is cut off,              C1 F248CDC9,                   1007
          block that is cut off,                C1 000500FAFF4865,             1007
          last block without padding,           C1 F348CDC9C90700,             1007
          text that is no UTF-8,                C1 000200FDFFC32800,           1007
          text that ends within a character,    C1 000100FEFFC300,             1007
          """)
  void badMessageIsClosedWithItsCode(String what, String frames, int code) {
    try (RawWebSocket socket = open("bad")) {
      String[] parts = frames.split(" ");
      for (int i = 0; i < parts.length; i += 2) {
        socket.send(hex(parts[i])[0] & 0xFF, hex(parts[i + 1]));
      }

      assertEquals(code, socket.readClose().closeCode());
      socket.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {LIMIT + 1, 10_000_000})
  void messageThatIsOverTheLimitInTheEndIsClosedWith1009(int size) {
    try (RawWebSocket socket = open("bomb")) {
      socket.send(Deflate.whole(Frame.BINARY), Deflate.deflate(new byte[size]));

      assertEquals(1009, socket.readClose().closeCode());
      socket.awaitEnd();
    }
  }

  @Test
  void plainMessageOverTheLimitIsClosedWith1009() {
    try (RawWebSocket socket = open("big")) {
      socket.sendBinary(new byte[LIMIT + 1]);

      assertEquals(1009, socket.readClose().closeCode());
    }
  }

  @Test
  void fragmentsThatCannotBecomeAMessageAreClosedWith1009() {
    try (RawWebSocket socket = open("endless")) {
      socket.send(Deflate.first(Frame.BINARY), new byte[LIMIT]);
      socket.send(Frame.CONTINUATION, new byte[LIMIT]);

      assertEquals(1009, socket.readClose().closeCode());
    }
  }

  @Test
  void messageOfStreamsWithoutEndIsClosedWith1009() {
    try (RawWebSocket socket = open("streams")) {
      byte[] empty = {3, 0};
      byte[] streams = new byte[40_000];
      for (int i = 0; i < streams.length; i++) {
        streams[i] = empty[i % 2];
      }
      socket.send(Deflate.whole(Frame.BINARY), streams);

      assertEquals(1009, socket.readClose().closeCode());
    }
  }

  @Test
  void whatComesBehindABadMessageIsNotHeard() {
    try (RawWebSocket socket = open("behind")) {
      socket.send(Deflate.whole(Frame.TEXT), new byte[] {7});
      socket.send(Deflate.whole(Frame.TEXT), Deflate.deflate("behind".getBytes(UTF_8)));
      socket.sendText("behind");

      assertEquals(1007, socket.read().closeCode());
      socket.awaitEnd();
    }
  }

  @Test
  void halfAMessageAndAHangUpLeaveNothingBehind() {
    try (RawWebSocket socket = open("half")) {
      socket.send(Deflate.first(Frame.TEXT), new byte[1_000]);
      socket.send(0x80 | Frame.PING, new byte[0]);
      assertEquals(Frame.PONG, socket.read().opcode());
    }
    node.awaitSubscribers("half", 0);
  }

  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes.replace(" ", ""));
  }

  private static RawWebSocket open(String channel) {
    return RawWebSocket.open(node.port(), "/echo?channel=" + channel, Deflate.OFFER);
  }
}
