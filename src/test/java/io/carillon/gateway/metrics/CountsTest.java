package io.carillon.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EventStream;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What clients and backends do, as a node counts it. */
@SuppressWarnings("try")
class CountsTest {
  private static final String RAW = "{kind=\"websocket\",route=\"/subscribe\"}";
  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "routes=[{path: /subscribe, serve: subscribe},"
                + " {path: /connection/websocket, serve: centrifuge}]",
            "sessions.maxQueuedBytes=8MiB",
            "namespaces.kept={history: {size: 10, ttl: 5m}}");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void connectionIsCountedByKindAndRouteUntilItEnds() {
    double before = Exposed.of(node).value("carillon_connections_opened_total" + RAW);
    double others =
        Exposed.of(node)
            .value("carillon_connections_closed_total{code=\"other\",kind=\"websocket\"}");
    try (RawWebSocket client = RawWebSocket.open(node.port(), "/subscribe?channel=here")) {
      Exposed.await(node, "carillon_connections" + RAW, 1);
      client.send(0x88, new byte[] {3, (byte) 0xe8});
      client.readClose();
    }
    Exposed.await(node, "carillon_connections" + RAW, 0);
    Exposed after = Exposed.of(node);
    assertEquals(before + 1, after.value("carillon_connections_opened_total" + RAW));
    assertEquals(
        others + 1,
        after.value("carillon_connections_closed_total{code=\"other\",kind=\"websocket\"}"));
  }

  @Test
  void closeCodeOfOursIsCountedByItsName() {
    try (RawWebSocket client = RawWebSocket.open(node.port(), "/subscribe?channel=mute")) {
      client.sendText("nobody takes this");
      assertEquals(1008, client.readClose().closeCode());
    }
    Exposed.await(
        node, "carillon_connections_closed_total{code=\"policy_violation\",kind=\"websocket\"}", 1);
  }

  @Test
  void socketThatEndsWithoutAWordIsCountedAsNone() {
    EventStream stream = EventStream.open(node, "/subscribe?channel=events", "");
    Exposed.await(node, "carillon_connections{kind=\"sse\",route=\"/subscribe\"}", 1);
    stream.close();
    Exposed.await(node, "carillon_connections_closed_total{code=\"none\",kind=\"sse\"}", 1);
  }

  @Test
  void deliveryIsCountedOnceForEachSubscriberWithItsBytesOnTheWire() {
    try (RawWebSocket one = RawWebSocket.open(node.port(), "/subscribe?channel=bytes");
        RawWebSocket other = RawWebSocket.open(node.port(), "/subscribe?channel=bytes")) {
      node.awaitSubscribers("bytes", 2);
      Exposed before = Exposed.of(node);
      node.publish("bytes", "12345678");
      assertEquals("\"12345678\"", one.readText());
      assertEquals("\"12345678\"", other.readText());

      String deliveries = "carillon_deliveries_total{form=\"raw\"}";
      Exposed.await(node, deliveries, before.value(deliveries) + 2);
      String bytes = "carillon_delivery_bytes_total{form=\"raw\"}";
      Exposed after = Exposed.of(node);
      assertEquals(2 * (2 + 10), after.value(bytes) - before.value(bytes));
      String published = "carillon_publication_bytes_total{source=\"api\"}";
      assertEquals(10, after.value(published) - before.value(published));
      String reached = "carillon_publish_socket_seconds_count";
      assertEquals(2, after.value(reached) - before.value(reached));
      assertTrue(after.value("carillon_subscriptions") >= 2);
    }
  }

  @Test
  void recoveryIsCountedByItsOutcomeAndWhatItReplaysAsDelivered() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      String epoch = client.subscribe("kept:a").getString("epoch");
      client.ask("unsubscribe", new JsonObject().put("channel", "kept:a"));
      node.publish("kept:a", 1);
      client.recover("kept:a", epoch, 0);
      client.ask("unsubscribe", new JsonObject().put("channel", "kept:a"));
      client.recover("kept:a", "gone", 7);
    }
    Exposed after = Exposed.of(node);
    assertEquals(1, after.value("carillon_recoveries_total{outcome=\"recovered\"}"));
    assertEquals(1, after.value("carillon_recoveries_total{outcome=\"unrecovered\"}"));
  }

  @Test
  void refusedPublicationIsCountedByWhoSentItAndWhy() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.refused("publish", new JsonObject().put("channel", "any").put("data", 1));
    }
    node.call("publish", new JsonObject().put("channel", "unknown:any").put("data", 1));
    Exposed after = Exposed.of(node);
    String refused = "carillon_publications_refused_total";
    assertEquals(1, after.value(refused + "{code=\"permission_denied\",source=\"client\"}"));
    assertEquals(1, after.value(refused + "{code=\"unknown_channel\",source=\"api\"}"));
    assertEquals(1, after.value("carillon_api_requests_total{method=\"publish\",status=\"404\"}"));
  }

  @Test
  void requestToWhatIsNotThereIsCountedWithoutItsName() {
    node.post("/api/nonsense", "{}");
    Exposed.await(node, "carillon_api_requests_total{method=\"other\",status=\"404\"}", 1);
  }

  @Test
  void whatIsRefusedBeforeThereIsARouteIsCountedByTheReason() {
    String bytes = "x".repeat(40_000);
    RawWebSocket.answerTo(node.port(), "what is this\r\n\r\n");
    RawWebSocket.answerTo(node.port(), "GET /" + bytes + " HTTP/1.1\r\n\r\n");
    RawWebSocket.answerTo(node.port(), "GET / HTTP/1.1\r\nX: " + bytes + "\r\n\r\n");
    assertEquals(404, node.get("/nowhere").statusCode());
    String refused = "carillon_listener_refused_total";
    Exposed after = Exposed.of(node);
    assertEquals(1, after.value(refused + "{reason=\"malformed\"}"));
    assertEquals(1, after.value(refused + "{reason=\"long_line\"}"));
    assertEquals(1, after.value(refused + "{reason=\"large_headers\"}"));
    assertEquals(1, after.value(refused + "{reason=\"no_route\"}"));
    assertEquals(0, after.value(refused + "{reason=\"stranger\"}"));
  }

  @Test
  void lastSecondTellsHowLongDeliveriesTook() {
    try (RawWebSocket client = RawWebSocket.open(node.port(), "/subscribe?channel=second")) {
      node.awaitSubscribers("second", 1);
      Metrics metrics = node.node().metrics();
      // In each second something is delivered, however slow the machine.
      Await.until(
          () -> {
            node.publish("second", 1);
            client.readText();
            Totals totals = metrics.totals();
            return totals.socket().count() > 0
                && totals.socket().maxMillis() >= totals.socket().p99Millis()
                && totals.socket().p99Millis() >= totals.socket().p50Millis()
                && totals.ack().count() > 0
                && totals.lag().count() > 0;
          },
          () -> metrics.totals().toString());
      assertEquals(
          Exposed.of(node).value("carillon_channels"), (double) metrics.totals().channels());
    }
  }

  @Test
  void clientThatDoesNotReadIsSeenInTheOutboxesAndThenAsSlow() {
    double slow = Exposed.of(node).value("carillon_slow_clients_total" + RAW);
    try (RawWebSocket client = RawWebSocket.openSmall(node.port(), "/subscribe?channel=deaf")) {
      node.awaitSubscribers("deaf", 1);
      // More than the kernel takes, less than a client may let wait.
      String text = "x".repeat(500_000);
      for (int i = 0; i < 10; i++) {
        node.publish("deaf", text);
      }
      Await.until(
          () -> {
            Exposed now = Exposed.of(node);
            double bytes = now.value("carillon_outbox_bytes");
            return bytes > 0 && now.value("carillon_outbox_largest_bytes") == bytes;
          },
          () -> "nothing waits for who does not read");
      Await.until(
          () -> {
            node.publish("deaf", text);
            return Exposed.of(node).value("carillon_slow_clients_total" + RAW) == slow + 1;
          },
          () -> "it is never slow");
    }
    Exposed.await(node, "carillon_outbox_bytes", 0);
  }

  // As one that asks without reading the answers, whose outbox nobody looks at.
  @Test
  void whoeverIsClosedAsSlowIsCountedAmongTheSlowClients() {
    String slow =
        "carillon_slow_clients_total{kind=\"centrifuge\",route=\"/connection/websocket\"}";
    double before = Exposed.of(node).value(slow);
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      node.api(
          "disconnect",
          new JsonObject()
              .put("client", client.id())
              .put("disconnect", new JsonObject().put("code", 3008).put("reason", "slow")));
      assertEquals(3008, client.socket().readClose().closeCode());
    }
    Exposed.await(node, slow, before + 1);
  }

  @Test
  void connectionsThatComeAndGoLeaveNothingThatGrows() {
    for (int i = 0; i < 3; i++) {
      RawWebSocket.open(node.port(), "/subscribe?channel=c" + i).close();
    }
    Exposed.await(node, "carillon_connections" + RAW, 0);
    int series = Exposed.of(node).sampleCount();
    for (int i = 0; i < 50; i++) {
      RawWebSocket.open(node.port(), "/subscribe?channel=c" + i).close();
    }
    Exposed.await(node, "carillon_connections" + RAW, 0);
    assertEquals(series, Exposed.of(node).sampleCount());
  }
}
