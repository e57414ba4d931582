package io.carillon.gateway.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.JavaSdk;
import io.carillon.gateway.testkit.TcpRelay;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import io.github.centrifugal.centrifuge.HistoryOptions;
import io.github.centrifugal.centrifuge.HistoryResult;
import io.github.centrifugal.centrifuge.PresenceResult;
import io.github.centrifugal.centrifuge.PresenceStatsResult;
import io.github.centrifugal.centrifuge.StreamPosition;
import io.github.centrifugal.centrifuge.Subscription;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The SDK for Java is the judge of our Protobuf, as that for JavaScript is of our JSON. */
class JavaSdkTest {
  private static TestNodes nodes;
  private static TestNode node;
  private static TcpRelay relay;
  private JavaSdk client;

  @BeforeAll
  static void start() {
    nodes = TestNodes.start(2);
    node = nodes.node(0);
    relay = TcpRelay.before(node.port());
  }

  @AfterAll
  static void stop() {
    relay.close();
    nodes.close();
  }

  @BeforeEach
  void connect() {
    relay.aimAt(node.port());
    client = JavaSdk.connect(relay.port());
  }

  @AfterEach
  void hangUp() {
    client.close();
  }

  @Test
  void clientHearsTheBroadcastWithoutAsking() {
    assertEquals("broadcast subscribed", client.next("broadcast subscribed"));
    node.publish("broadcast", new JsonObject().put("to", "all"));

    assertTrue(client.next("broadcast publication").endsWith(" {\"to\":\"all\"}"));
  }

  @Test
  void numberedPublicationsArriveInOrderOnce() {
    JavaSdk.Heard heard = client.subscribe("demo:numbered");
    LongStream.rangeClosed(1, 300).forEach(i -> node.publish("demo:numbered", i));

    LongStream.rangeClosed(1, 300)
        .forEach(i -> assertEquals("publication " + i + " " + i, heard.next("publication")));
  }

  @Test
  void publishedBytesArriveAsTheyAreAndInJsonAsTextOrBase64() {
    byte[] bytes = {0, -1, '\n', '{', 'x'};
    String json = "{\"é\": 1}";
    try (CentrifugeClient inJson = CentrifugeClient.connect(nodes.node(1))) {
      inJson.subscribe("demo:bytes");
      JavaSdk.Heard heard = client.subscribe("demo:bytes");
      heard.publish(bytes);
      heard.publish(json.getBytes(UTF_8));
      inJson.ask("publish", new JsonObject().put("channel", "demo:bytes").put("data", "told"));
      node.api("publish", new JsonObject().put("channel", "demo:bytes").put("b64data", "AP8="));

      assertEquals("publication 1 " + new String(bytes, ISO_8859_1), heard.next("publication"));
      assertEquals(
          "publication 2 " + new String(json.getBytes(UTF_8), ISO_8859_1), heard.next("p"));
      assertEquals("publication 3 \"told\"", heard.next("publication"));
      assertEquals("publication 4 \0\u00FF", heard.next("publication"));
      assertEquals(Base64.getEncoder().encodeToString(bytes), inJson.push("pub").getString("data"));
      assertEquals(new JsonObject(json), inJson.push("pub").getJsonObject("data"));
    }
  }

  @Test
  void historyPresenceAndTheirNumbers() {
    JavaSdk.Heard heard = client.subscribe("demo:past");
    Subscription past = heard.subscription();
    for (String data : List.of("1", "2", "3", "4", "5")) {
      heard.publish(data.getBytes(UTF_8));
    }

    HistoryResult all = history(past, new HistoryOptions.Builder().withLimit(100).build());
    assertEquals(List.of("1", "2", "3", "4", "5"), data(all));
    assertEquals(5, all.getOffset());
    StreamPosition third = new StreamPosition(3, all.getEpoch());
    assertEquals(
        List.of("4", "5"),
        data(history(past, new HistoryOptions.Builder().withLimit(100).withSince(third).build())));
    assertEquals(
        List.of("5", "4"),
        data(history(past, new HistoryOptions.Builder().withLimit(2).withReverse(true).build())));
    PresenceResult present = JavaSdk.ask(past::presence);
    assertEquals(List.of(client.id()), List.copyOf(present.getClients().keySet()));
    PresenceStatsResult stats = JavaSdk.ask(past::presenceStats);
    assertEquals(1, stats.getNumClients());
    assertEquals(1, stats.getNumUsers());
  }

  @Test
  void clientThatComesBackToAnotherNodeGetsWhatItMissed() {
    JavaSdk.Heard heard = client.subscribe("demo:missed");
    node.publish("demo:missed", 1);
    heard.next("publication 1");
    meanwhileAtTheOtherNode(
        () -> LongStream.rangeClosed(2, 11).forEach(i -> node.publish("demo:missed", i)));

    assertEquals("subscribed recovered", heard.next("subscribed"));
    LongStream.rangeClosed(2, 11)
        .forEach(i -> assertEquals("publication " + i + " " + i, heard.next("publication")));
  }

  @Test
  void whatTheServerSubscribedComesBackToo() {
    node.publish("broadcast", "before");
    assertTrue(client.next("broadcast publication").endsWith(" \"before\""));
    meanwhileAtTheOtherNode(() -> node.publish("broadcast", "meanwhile"));

    assertEquals("broadcast subscribed recovered", client.next("broadcast subscribed rec"));
    assertTrue(client.next("broadcast publication").endsWith(" \"meanwhile\""));
  }

  @Test
  void whatIsNoLongerKeptIsToldAsNotRecovered() {
    JavaSdk.Heard heard = client.subscribe("demo:unrecovered");
    node.publish("demo:unrecovered", 0);
    heard.next("publication 1");
    meanwhileAtTheOtherNode(
        () -> LongStream.rangeClosed(2, 103).forEach(i -> node.publish("demo:unrecovered", i)));

    assertEquals("subscribed unrecovered", heard.next("subscribed"));
  }

  private void meanwhileAtTheOtherNode(Runnable missed) {
    relay.freeze();
    relay.reset();
    client.next("connecting");
    missed.run();
    relay.aimAt(nodes.node(1).port());
    relay.thaw();
    client.next("connected");
  }

  @Test
  void joinsAndLeavesAreHeard() {
    JavaSdk.Heard heard = client.subscribe("demo:joins");
    assertEquals("join " + client.id(), heard.next("join"));
    try (JavaSdk other = JavaSdk.connect(nodes.node(1).port())) {
      other.subscribe("demo:joins");
      assertEquals("join " + other.id(), heard.next("join"));
      other.disconnect();
      assertEquals("leave " + other.id(), heard.next("leave"));
    }
  }

  @Test
  void backendSubscribesUnsubscribesAndDisconnects() {
    JavaSdk.Heard heard = client.subscribe("demo:ended");
    JsonObject whom = new JsonObject().put("client", client.id());
    node.api("unsubscribe", whom.copy().put("channel", "demo:ended"));
    assertEquals("unsubscribed 2000", heard.next("unsubscribed"));

    node.api("subscribe", whom.copy().put("channel", "demo:given"));
    assertEquals("demo:given subscribed", client.next("demo:given"));
    node.publish("demo:given", 1);
    assertEquals("demo:given publication 1 1", client.next("demo:given"));
    node.api("unsubscribe", whom.copy().put("channel", "demo:given"));
    assertEquals("demo:given unsubscribed", client.next("demo:given"));

    node.api("disconnect", whom);
    assertEquals("disconnected 3503", client.next("disconnected"));
  }

  @Test
  void refusalsCarryTheirNumbers() {
    assertEquals("unsubscribed 102", client.begin("nowhere:a").next("unsubscribed"));
    assertEquals(103, JavaSdk.refused(() -> client.publish("plain", new byte[] {'1'})));
    assertEquals(104, JavaSdk.refused(() -> client.rpc("nothing", new byte[] {'1'})));
  }

  @Test
  void clientStaysConnectedThroughPings() {
    try (TestNode quick = TestNode.start("sessions.pingInterval=1s", "sessions.pongTimeout=900ms");
        JavaSdk pinged = JavaSdk.connect(quick.port());
        CentrifugeClient other = CentrifugeClient.connect(quick)) {
      String id = pinged.id();
      for (int pings = 0; pings < 3; pings++) {
        other.socket().read();
        other.socket().sendText("{}");
      }

      assertEquals(List.of(), pinged.lines("connecting"));
      assertEquals(id, pinged.id());
    }
  }

  private static HistoryResult history(Subscription subscription, HistoryOptions options) {
    return JavaSdk.ask(answer -> subscription.history(options, answer));
  }

  private static List<String> data(HistoryResult history) {
    return history.getPublications().stream().map(one -> new String(one.getData(), UTF_8)).toList();
  }
}
