package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.EventStream;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.HttpCentrifugeClient;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node parts with its clients, and stays up. */
class DrainTest {
  private static final int DEADLINE_SECONDS = 50;
  private static final byte[] RESTART = {3, (byte) 0xf4};

  @Test
  void nodeThatWaitsForLoadBalancersServesOnAndTakesItBack() {
    try (TestNode node = TestNode.start("shutdown.notReadyFor=1h", "sessions.pingInterval=1h");
        CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("demo:a");
      assertEquals("200 serving", drain(node, "GET", null));
      assertEquals("200 serving", drain(node, "DELETE", null));

      assertEquals("200 waiting", drain(node, "POST", "{}"));

      assertEquals("200 waiting", drain(node, "POST", ""));
      JsonObject told = result(node.admin("GET", "/api/drain", null));
      assertEquals("test", told.getString("node"));
      assertEquals(1, told.getInteger("clients"));
      assertEquals(0, told.getInteger("links"));
      assertTrue(told.getLong("left_ms") > 3_000_000, told::encode);
      HttpResponse<String> ready = node.admin("GET", "/health/ready", null);
      assertEquals(503, ready.statusCode());
      assertEquals("not ready\ndraining: load balancers have time to notice\n", ready.body());
      assertTrue(node.admin("GET", "/metrics", null).body().contains("carillon_draining 1"));
      CentrifugeClient.connect(node).close();
      node.publish("demo:a", 1);
      assertEquals(1, client.push("pub").getInteger("data"));
      assertEquals("close", connection(node.get("/demo/")));

      assertEquals("200 serving", drain(node, "POST", "{\"cancel\": true}"));
      assertEquals(200, node.admin("GET", "/health/ready", null).statusCode());
      assertEquals("", connection(node.get("/demo/")));
    }
  }

  @Test
  void nodeThatIsGoingToEndDoesNotTakeItBack() {
    try (TestNode node = TestNode.start("shutdown={notReadyFor: 1h, window: 0s}")) {
      assertEquals("200 waiting", drain(node, "POST", "{}"));
      node.node().drain();

      assertEquals(409, node.admin("DELETE", "/api/drain", null).statusCode());

      assertEquals("200 waiting", drain(node, "GET", null));
    }
  }

  @Test
  void drainedNodeHasTakenLeaveOfAllInTheirOwnWordsAndIsUp() throws Exception {
    try (TestNode node = TestNode.start("shutdown={notReadyFor: 0s, window: 0s}");
        CentrifugeClient centrifuge = CentrifugeClient.connect(node);
        RawWebSocket raw = RawWebSocket.open(node.port(), "/subscribe?channel=a");
        EventStream events = EventStream.open(node, "/subscribe?channel=demo:a", "");
        HttpCentrifugeClient stream =
            HttpCentrifugeClient.connect(HttpCentrifugeClient.Transport.HTTP_STREAM, node)) {
      events.awaitId();
      node.awaitClients(4);

      assertEquals("200 closing", drain(node, "POST", "{}"));

      assertEquals("close 3001 shutdown", centrifuge.socket().readClose().toString());
      assertEquals(1012, raw.readClose().closeCode());
      assertEquals(3001, stream.push("disconnect").getInteger("code"));
      stream.awaitEnd();
      assertThrows(IllegalStateException.class, events::next);
      centrifuge.socket().close();
      raw.send(0x88, RESTART);
      raw.awaitEnd();
      Await.until(
          () -> drain(node, "GET", null).equals("200 drained"), () -> drain(node, "GET", null));
      assertEquals(
          "not ready\ndraining: nobody is left\n", node.admin("GET", "/health/ready", null).body());
      assertEquals(200, node.admin("GET", "/health/live", null).statusCode());
      assertThrows(UncheckedIOException.class, () -> node.get("/demo/"));
      node.publish("demo:a", 1);
      assertEquals("409 null", drain(node, "DELETE", null));
      assertEquals("200 drained", drain(node, "POST", "{}"));
    }
  }

  @Test
  void eventStreamIsToldWhenToComeBackAndEndsWhole() throws Exception {
    try (TestNode node = TestNode.start("shutdown={notReadyFor: 0s, window: 0s}");
        RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      client.sendRaw(
          "GET /subscribe?channel=a HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n"
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      node.awaitClients(1);

      drain(node, "POST", "{}");

      String all = client.readRest();
      assertTrue(all.matches("(?s).*retry: [23]\\d{3}\n.*retry: [23]\\d{3}\n.*"), all);
      assertTrue(all.endsWith("\r\n0\r\n\r\n"), all);
    }
  }

  @Test
  void whatIsPublishedMeanwhileIsHeardInOrderUntilOneIsSentAway() {
    List<RawWebSocket> clients = new ArrayList<>();
    try (TestNode node =
        TestNode.start("shutdown={notReadyFor: 0s, rate: 20, window: 1m, deadline: 2m}")) {
      for (int i = 0; i < 10; i++) {
        clients.add(RawWebSocket.open(node.port(), "/subscribe?channel=demo:a"));
      }
      node.awaitSubscribers("demo:a", 10);

      drain(node, "POST", "{}");
      int published = 0;
      while (!drain(node, "GET", null).equals("200 drained") && published < 100_000) {
        node.publish("demo:a", ++published);
        for (RawWebSocket client : List.copyOf(clients)) {
          if (heardUpTo(client, published)) {
            clients.remove(client);
          }
        }
      }

      assertEquals(List.of(), clients);
    } finally {
      clients.forEach(RawWebSocket::close);
    }
  }

  // Reads until this publication or the goodbye; whether it was the latter.
  private static boolean heardUpTo(RawWebSocket client, int last) {
    Frame frame = client.read();
    if (frame.toString().startsWith("close")) {
      assertEquals(1012, frame.closeCode());
      client.send(0x88, RESTART);
      client.close();
      return true;
    }
    assertEquals(Integer.toString(last), frame.text());
    return false;
  }

  @Test
  void linksGoAtOnceOrByThemselvesAsTheirPoolSaysButNotLaterThanTheDeadline() throws Exception {
    try (EchoServers servers = new EchoServers()) {
      String url = servers.start("e");
      try (TestNode node =
              TestNode.start(
                  "shutdown={notReadyFor: 0s, window: 0s, deadline: 8s}",
                  "routes=[{path: /soon, proxy: soon}, {path: /late, proxy: late}]",
                  "pools={soon: {targets: [{url: '"
                      + url
                      + "'}]}, late: {shutdown: wait, targets: [{url: '"
                      + url
                      + "'}]}}");
          RawWebSocket soon = RawWebSocket.open(node.port(), "/soon");
          RawWebSocket late = RawWebSocket.open(node.port(), "/late");
          RawWebSocket byItself = RawWebSocket.open(node.port(), "/late")) {
        awaitLinks(node, 3);
        drain(node, "POST", "{}");

        assertEquals(1012, soon.readClose().closeCode());
        soon.send(0x88, RESTART);
        soon.awaitEnd();
        late.sendText("still");
        assertEquals("e still", late.readText());
        byItself.send(0x88, new byte[] {3, (byte) 0xe8});
        assertEquals(1000, byItself.readClose().closeCode());
        assertEquals(1012, late.readClose().closeCode());
        late.send(0x88, RESTART);
        late.awaitEnd();
      }
    }
  }

  @Test
  void requestThatIsUnderWayIsAnsweredBeforeItsConnectionEnds() throws Exception {
    try (HoldingBackend backend = new HoldingBackend();
        TestNode node =
            TestNode.start(
                "shutdown={notReadyFor: 0s, window: 0s}",
                "routes=[{path: /, proxy: p}]",
                "pools={p: {targets: [{url: '" + backend.url() + "'}]}}");
        RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      client.sendRaw(
          "GET /held HTTP/1.1\r\nHost: a\r\n\r\n"
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      backend.awaitHeld(1);
      drain(node, "POST", "{}");
      assertEquals("200 closing", drain(node, "GET", null));

      backend.release();

      String answer = client.readRest();
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertTrue(answer.toLowerCase(java.util.Locale.ROOT).contains("connection: close"), answer);
      assertTrue(answer.contains("/held 0\n"), answer);
    }
  }

  @Test
  void whoIsInAHurryWaitsForNothing() throws Exception {
    try (TestNode node = TestNode.start("shutdown={notReadyFor: 1h, window: 30m, deadline: 1h}");
        CentrifugeClient client = CentrifugeClient.connect(node);
        CentrifugeClient other = CentrifugeClient.connect(node)) {
      var drained = node.node().drain();
      assertFalse(drained.isComplete());

      var hurried = node.node().drainAtOnce();

      assertEquals("close 3001 shutdown", client.socket().readClose().toString());
      assertEquals("close 3001 shutdown", other.socket().readClose().toString());
      client.socket().close();
      other.socket().close();
      hurried.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
      drained.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"cancel\": 1}", "{\"wait\": true}", "[]", "drain"})
  void whatIsNotUnderstoodChangesNothing(String body) {
    try (TestNode node = TestNode.start()) {
      HttpResponse<String> answer = node.admin("POST", "/api/drain", body);

      assertEquals(400, answer.statusCode());
      assertEquals(107, new JsonObject(answer.body()).getJsonObject("error").getInteger("code"));
      assertEquals("200 serving", drain(node, "GET", null));
      assertEquals(405, node.admin("PUT", "/api/drain", "{}").statusCode());
    }
  }

  private static void awaitLinks(TestNode node, int count) {
    Await.until(
        () -> result(node.admin("GET", "/api/drain", null)).getInteger("links") == count,
        () -> node.admin("GET", "/api/drain", null).body());
  }

  private static String connection(HttpResponse<String> answer) {
    return answer.headers().firstValue("Connection").orElse("");
  }

  private static String drain(TestNode node, String method, String body) {
    HttpResponse<String> answer = node.admin(method, "/api/drain", body);
    return answer.statusCode() + " " + result(answer).getString("state");
  }

  private static JsonObject result(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getJsonObject("result", new JsonObject());
  }
}
