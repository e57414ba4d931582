package io.carillon.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Deflate;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publications to clients that agreed on compression, and to others, on one loop. */
class CompressedDeliveryTest {
  private static final String LONG = "the same again and again, ".repeat(40);

  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "node.eventLoops=1",
            "sessions.maxQueuedBytes=8MiB",
            "routes=[{path: /on, serve: subscribe, compression: {threshold: 100B}},"
                + " {path: /off, serve: subscribe},"
                + " {path: /centrifuge, serve: centrifuge, compression: true}]");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/on?channel=a, permessage-deflate, true",
    "/on?channel=a, permessage-deflate; server_max_window_bits=9, false",
    "/on?channel=a, ';=\",,', false",
    "/off?channel=a, permessage-deflate, false",
    "/centrifuge, permessage-deflate, true",
  })
  void isAgreedOnWhereTheRouteAndTheClientWantIt(String path, String offer, boolean agreed) {
    try (RawWebSocket socket =
        RawWebSocket.open(node.port(), path, "Sec-WebSocket-Extensions: " + offer)) {
      assertEquals(
          agreed,
          socket
              .head()
              .contains(
                  "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                      + " client_no_context_takeover\r\n"),
          socket.head());
      assertEquals(agreed, socket.head().contains("Extensions"));
    }
  }

  @Test
  void whoDidNotOfferItHearsThePlainMessage() {
    try (RawWebSocket agreed = open("both", Deflate.OFFER);
        RawWebSocket other = open("both")) {
      assertFalse(other.head().contains("Extensions"), other.head());
      node.awaitSubscribers("both", 2);
      node.publish("both", LONG);

      Frame whole = new Frame(Frame.TEXT, ("\"" + LONG + "\"").getBytes(UTF_8));
      assertEquals(whole, Deflate.read(agreed));
      assertEquals(whole, other.read());
    }
  }

  @Test
  void whatIsShortGoesAsItIs() {
    try (RawWebSocket socket = open("short", Deflate.OFFER)) {
      node.publish("short", "a".repeat(90));

      assertEquals("\"" + "a".repeat(90) + "\"", socket.readText());
    }
  }

  @Test
  void whatDoesNotBecomeSmallerGoesAsItIs() {
    try (RawWebSocket socket = open("noise", Deflate.OFFER)) {
      byte[] noise = new byte[20_000];
      new Random(7).nextBytes(noise);
      publishBytes("noise", noise);

      assertEquals(new Frame(Frame.BINARY, noise), socket.read());
    }
  }

  @Test
  void frameOfEachLengthFormIsWhatWasPublished() {
    try (RawWebSocket socket = open("lengths", Deflate.OFFER)) {
      Random random = new Random(7);
      for (int size :
          new int[] {125, 126, 400, 16_383, 16_384, 65_535, 65_536, 300_000, 1_000_000}) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
          bytes[i] = (byte) random.nextInt(8);
        }
        publishBytes("lengths", bytes);

        assertEquals(new Frame(Frame.BINARY, bytes), Deflate.read(socket), "of " + size);
      }
    }
  }

  @Test
  void whatIsVeryLargeGoesAsItIsAndDoesNotHoldUpTheLoop() {
    try (RawWebSocket socket = open("huge", Deflate.OFFER)) {
      byte[] zeros = new byte[(1 << 20) + 1];
      publishBytes("huge", zeros);

      assertEquals(new Frame(Frame.BINARY, zeros), socket.read());
    }
  }

  @Test
  void severalInARowAreCompressedEachByItself() {
    try (RawWebSocket socket = open("row", Deflate.OFFER)) {
      JsonArray commands = new JsonArray();
      for (int i = 0; i < 50; i++) {
        JsonObject publication = new JsonObject().put("channel", "row");
        publication.put("data", i % 2 == 0 ? i : i + LONG);
        commands.add(new JsonObject().put("publish", publication));
      }
      node.call("batch", new JsonObject().put("commands", commands));

      for (int i = 0; i < 50; i += 2) {
        assertEquals("" + i, socket.readText());
        assertEquals("\"" + (i + 1) + LONG + "\"", Deflate.read(socket).text());
      }
    }
  }

  @Test
  void onePublicationIsCompressedOnceForAll() {
    List<RawWebSocket> all = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        all.add(open("shared", Deflate.OFFER));
      }
      node.awaitSubscribers("shared", 20);
      Exposed before = Exposed.of(node);
      node.publish("shared", LONG);
      all.forEach(socket -> assertEquals("\"" + LONG + "\"", Deflate.read(socket).text()));

      Exposed after = Exposed.of(node);
      assertEquals(LONG.length() + 6, grown(before, after, "before"));
      double compressed = grown(before, after, "after");
      assertTrue(compressed < 100, "after: " + compressed);
      String delivered = "carillon_delivery_bytes_total{form=\"raw-deflate\"}";
      Exposed.await(node, delivered, before.value(delivered) + 20 * compressed);
    } finally {
      all.forEach(RawWebSocket::close);
    }
  }

  private static double grown(Exposed before, Exposed after, String side) {
    String sample = "carillon_compression_bytes_total{side=\"" + side + "\"}";
    return after.value(sample) - before.value(sample);
  }

  private static void publishBytes(String channel, byte[] bytes) {
    node.api(
        "publish",
        new JsonObject()
            .put("channel", channel)
            .put("b64data", Base64.getEncoder().encodeToString(bytes)));
  }

  private static RawWebSocket open(String channel, String... headers) {
    return RawWebSocket.open(node.port(), "/on?channel=" + channel, headers);
  }
}
