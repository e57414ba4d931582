package io.carillon.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawSubscribeTest {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "routes=[{path: /subscribe, serve: subscribe, channels: [broadcast]},"
                + " {path: /talk, serve: subscribe, publish: true}]");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void eachPublicationIsOneFrameAsItWasPublished() {
    try (RawWebSocket socket = subscribe("raw")) {
      node.publish("raw", new JsonObject().put("a", 1));
      node.publish("raw", "text");
      node.api("publish", bytes("raw", new byte[] {0, 1, (byte) 0xFF}));

      assertEquals(new Frame(Frame.TEXT, "{\"a\":1}".getBytes(UTF_8)), socket.read());
      assertEquals(new Frame(Frame.TEXT, "\"text\"".getBytes(UTF_8)), socket.read());
      assertEquals(new Frame(Frame.BINARY, new byte[] {0, 1, (byte) 0xFF}), socket.read());
    }
  }

  @Test
  void everyClientOfTheRouteHearsItsChannels() {
    try (RawWebSocket socket = subscribe("own")) {
      node.publish("broadcast", "all");

      assertEquals("\"all\"", socket.read().text());
    }
  }

  @Test
  void severalChannelsComeThroughOneSocket() {
    try (RawWebSocket socket =
        RawWebSocket.open(node.port(), "/subscribe?channel=one&channel=two&channel=one")) {
      node.awaitSubscribers("two", 1);
      node.publish("one", 1);
      node.publish("two", 2);

      Set<String> heard = new TreeSet<>();
      heard.add(socket.read().text());
      heard.add(socket.read().text());
      assertEquals(Set.of("1", "2"), heard);
      assertEquals(1, node.subscribers("one"));
    }
  }

  @Test
  void whatIsSentOnARouteThatPublishesReachesEverybodyAsItWasSent() {
    try (RawWebSocket speaker = RawWebSocket.open(node.port(), "/talk?channel=talk");
        RawWebSocket listener = RawWebSocket.open(node.port(), "/talk?channel=talk")) {
      node.awaitSubscribers("talk", 2);
      speaker.sendText("no JSON: {");
      speaker.sendText("{\"json\":\n true}");
      speaker.sendBinary(new byte[] {1, 2});
      speaker.sendText("");

      for (RawWebSocket one : new RawWebSocket[] {speaker, listener}) {
        assertEquals(new Frame(Frame.TEXT, "no JSON: {".getBytes(UTF_8)), one.read());
        assertEquals(new JsonObject("{\"json\":true}"), new JsonObject(one.read().text()));
        assertEquals(new Frame(Frame.BINARY, new byte[] {1, 2}), one.read());
        assertEquals(new Frame(Frame.TEXT, new byte[0]), one.read());
      }
    }
  }

  @Test
  void whatIsSentOnARouteThatDoesNotPublishEndsIn1008() {
    try (RawWebSocket socket = subscribe("deaf")) {
      socket.sendText("hello?");

      assertEquals(1008, socket.readClose().closeCode());
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /subscribe?channel=nowhere:a,             404
          /subscribe?channel=,                      400
          /talk,                                    400
          /subscribe?channel=a&since=a%3Dx:1,       400
          /subscribe?channel=%zz,                   400
          /elsewhere?channel=a,                     404
          """)
  void requestThatMakesNoSenseIsRefused(String path, int status) {
    String answer = RawWebSocket.answerTo(node.port(), RawWebSocket.request(path));

    assertEquals(status, Integer.parseInt(answer.substring(9, 12)), answer);
  }

  @Test
  void messageThatWouldMakeEverySubscriberSlowEndsIn1009() {
    try (TestNode small =
            TestNode.start(
                "routes=[{path: /talk, serve: subscribe, publish: true}]",
                "sessions.maxMessageBytes=1000",
                "sessions.maxQueuedBytes=1000");
        RawWebSocket socket = RawWebSocket.open(small.port(), "/talk?channel=talk")) {
      socket.sendText("x".repeat(501));

      assertEquals(1009, socket.readClose().closeCode());
    }
  }

  @Test
  void whatEverybodyOfARouteHearsIsNotForClientsToSay() {
    try (TestNode open =
            TestNode.start(
                "routes=[{path: /talk, serve: subscribe, publish: true, channels: [broadcast]}]");
        RawWebSocket socket = RawWebSocket.open(open.port(), "/talk?channel=broadcast")) {
      socket.sendText("to all");

      assertEquals(1008, socket.readClose().closeCode());
    }
  }

  @Test
  void tooManyChannelsAreRefused() {
    StringBuilder path = new StringBuilder("/subscribe?channel=c");
    for (int i = 0; i < 128; i++) {
      path.append("&channel=c").append(i);
    }
    String answer = RawWebSocket.answerTo(node.port(), RawWebSocket.request(path.toString()));

    assertEquals(400, Integer.parseInt(answer.substring(9, 12)), answer);
  }

  private static RawWebSocket subscribe(String channel) {
    RawWebSocket socket = RawWebSocket.open(node.port(), "/subscribe?channel=" + channel);
    node.awaitSubscribers(channel, 1);
    return socket;
  }

  private static JsonObject bytes(String channel, byte[] bytes) {
    return new JsonObject()
        .put("channel", channel)
        .put("b64data", Base64.getEncoder().encodeToString(bytes));
  }
}
