package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.EventStream;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSentEventsTest {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "routes=[{path: /subscribe, serve: subscribe}]",
            "listeners.public.allowedOrigins=['https://good.example']");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void publicationsAreEventsInOrder() {
    try (EventStream events = open("demo:events", "")) {
      node.publish("demo:events", new JsonObject().put("a", 1));
      node.publish("demo:events", "two\nlines");
      node.api("publish", new JsonObject().put("channel", "demo:events").put("b64data", "AAEC"));

      assertEquals("{\"a\":1}", events.next().data());
      assertEquals("\"two\\nlines\"", events.next().data());
      assertEquals("AAEC", events.next().data());
      assertEquals(
          "text/event-stream; charset=utf-8",
          events.response().headers().firstValue("Content-Type").orElse(""));
    }
  }

  @Test
  void clientThatComesBackGetsWhatItMissedAndNothingTwice() {
    String id;
    try (EventStream events = open("demo:back", "")) {
      node.publish("demo:back", 1);
      events.next();
      id = events.lastId();
    }
    node.publish("demo:back", 2);
    node.publish("demo:back", 3);

    try (EventStream events = open("demo:back", id)) {
      assertEquals("2", events.next().data());
      assertEquals("3", events.next().data());
      node.publish("demo:back", 4);
      assertEquals("4", events.next().data());
    }
  }

  @Test
  void clientCutBeforeTheFirstEventHasAnIdToComeBackWith() {
    String id;
    try (EventStream events = open("demo:early", "")) {
      id = events.awaitId();
    }
    node.publish("demo:early", "missed");

    try (EventStream events = open("demo:early", id)) {
      assertEquals("missed", new JsonObject("{\"d\":" + events.next().data() + "}").getString("d"));
    }
  }

  @Test
  void idKeepsThePlaceInEveryChannel() {
    String id;
    try (EventStream events =
        EventStream.open(node, "/subscribe?channel=demo:x&channel=demo:y", "")) {
      events.awaitId();
      node.publish("demo:x", "x1");
      events.next();
      node.publish("demo:y", "y1");
      id = events.next().id();
    }
    node.publish("demo:x", "x2");

    try (EventStream events =
        EventStream.open(node, "/subscribe?channel=demo:x&channel=demo:y", id)) {
      assertEquals("\"x2\"", events.next().data());
    }
  }

  @Test
  void clientCutWithinItsRecoveryKeepsItsPlaceInTheChannelsThatWereToCome() {
    String both = "/subscribe?channel=demo:c1&channel=demo:c2";
    String id;
    try (EventStream events = EventStream.open(node, both, "")) {
      id = events.awaitId();
    }
    node.publish("demo:c1", 1);
    node.publish("demo:c2", 2);
    try (EventStream events = EventStream.open(node, both, id)) {
      id = events.next().id(); // and cut, before the event of the second channel
    }

    try (EventStream events = EventStream.open(node, both, id)) {
      assertEquals("2", events.next().data());
    }
  }

  @Test
  void clientOfManyChannelsComesBackToItsPlaceInEachOfThem() {
    StringBuilder path = new StringBuilder("/subscribe?channel=demo:m0");
    for (int i = 1; i < 40; i++) {
      path.append("&channel=demo:m").append(i);
    }
    String id;
    try (EventStream events = EventStream.open(node, path.toString(), "")) {
      events.awaitId();
      node.publish("demo:m7", "seen");
      id = events.next().id();
    }
    node.publish("demo:m7", "missed");
    node.publish("demo:m8", "missed too");

    try (EventStream events = EventStream.open(node, path.toString(), id)) {
      assertEquals("\"missed\"", events.next().data());
      assertEquals("\"missed too\"", events.next().data());
    }
  }

  @Test
  void streamOfTooManyLongNamesIsRefused() {
    StringBuilder path = new StringBuilder("/subscribe?channel=demo:l");
    for (int i = 0; i < 60; i++) {
      path.append("&channel=demo:").append("x".repeat(60)).append(i);
    }

    try (EventStream refused = EventStream.open(node, path.toString(), "")) {
      assertEquals(400, refused.response().statusCode());
    }
  }

  @Test
  void sinceServesAFirstLoad() {
    JsonObject made = node.publish("demo:since", "on the page");
    node.publish("demo:since", "later");

    String since = "demo:since=" + made.getString("epoch") + ":" + made.getInteger("offset");
    try (EventStream events =
        EventStream.open(node, "/subscribe?channel=demo:since&since=" + since, "")) {
      assertEquals("\"later\"", events.next().data());
    }
  }

  @Test
  void gapThatCannotBeFilledIsAReset() {
    IntStream.rangeClosed(1, 102).forEach(i -> node.publish("demo:reset", i));
    String epoch =
        node.api("history", new JsonObject().put("channel", "demo:reset")).getString("epoch");

    try (EventStream events = open("demo:reset", "demo%3Areset=" + epoch + ":1")) {
      EventStream.Event reset = events.next();
      assertEquals("reset", reset.type());
      assertEquals("demo:reset", reset.data());
      assertEquals("demo%3Areset=" + epoch + ":102", reset.id());
    }
  }

  @Test
  void eventsAreNamedAfterTheirChannelWhenAsked() {
    try (EventStream events =
        EventStream.open(node, "/subscribe?channel=demo:named&named=true", "")) {
      events.awaitId();
      node.publish("demo:named", 1);

      assertEquals("demo:named", events.next().type());
    }
  }

  @Test
  void goneClientLeavesNothingBehind() {
    try (EventStream events = open("demo:gone", "")) {
      assertTrue(!events.awaitId().isEmpty());
      assertEquals(1, node.subscribers("demo:gone"));
    }
    node.awaitSubscribers("demo:gone", 0);
    node.awaitClients(0);
  }

  @Test
  void quietStreamIsKeptAliveByComments() throws Exception {
    try (TestNode quick =
            TestNode.start("sessions.pingInterval=100ms", "sessions.pongTimeout=50ms");
        EventStream events = EventStream.open(quick, "/subscribe?channel=quiet", "")) {
      StringBuilder read = new StringBuilder();
      while (!read.toString().endsWith(":\n\n:\n\n")) {
        read.append((char) events.response().body().read());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /subscribe,                                     '',            400
          /subscribe?channel=nowhere:a,                   '',            404
          /subscribe?channel=a,                           nonsense,      400
          /subscribe?channel=a,                           a=e:x,         400
          /subscribe?channel=a,                           a=e:-1,        400
          /subscribe?channel=a,                           a%ZZ=e:1,      400
          /subscribe?channel=a&since=b,                   '',            400
          """)
  void requestThatMakesNoSenseIsRefused(String path, String lastId, int status) {
    try (EventStream refused = EventStream.open(node, path, lastId)) {
      assertEquals(status, refused.response().statusCode());
    }
  }

  @Test
  void pageOfAForbiddenOriginIsRefusedAndOneOfAnAllowedOriginMayRead() {
    String path = "/subscribe?channel=demo:origin";
    try (EventStream refused = EventStream.open(node, path, "", "Origin", "https://evil.example");
        EventStream served = EventStream.open(node, path, "", "Origin", "https://good.example")) {
      assertEquals(403, refused.response().statusCode());
      assertEquals(
          "https://good.example",
          served.response().headers().firstValue("Access-Control-Allow-Origin").orElse(""));
    }
  }

  private static EventStream open(String channel, String lastId) {
    EventStream events = EventStream.open(node, "/subscribe?channel=" + channel, lastId);
    if (lastId.isEmpty()) {
      events.awaitId();
    }
    return events;
  }
}
