package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More than a node takes: those who wait, and those who are told to come back. */
class CrowdTest {
  private static final String CONNECT = "{\"id\":1,\"connect\":{}}";
  private static final String RECOVER =
      "{\"id\":1,\"connect\":{\"subs\":{\"broadcast\":{\"recover\":true,\"epoch\":\"x\"}}}}";

  private static EchoServers servers;
  private static TestNode small;
  private static TestNode slow;

  private final List<RawWebSocket> open = new ArrayList<>();

  @BeforeAll
  static void start() {
    servers = new EchoServers();
    String pools = "pools={p: {targets: [{name: a, url: '" + servers.start("a") + "'}]}}";
    String routes =
        "routes=[{path: /connection/websocket, serve: centrifuge, channels: [broadcast]},"
            + " {path: /subscribe, serve: subscribe}, {path: /echo/, proxy: p}]";
    small = TestNode.start("limits.node.connections=3", pools, routes);
    slow =
        TestNode.start(
            "node.eventLoops=1", "limits.admission={rate: 1, patience: 2s}", pools, routes);
  }

  @AfterAll
  static void stop() {
    small.close();
    slow.close();
    servers.close();
  }

  @AfterEach
  void leave() {
    open.forEach(RawWebSocket::close);
    small.awaitClients(0);
    slow.awaitClients(0);
    Exposed.await(slow, "carillon_admission_waiting{priority=\"newcomer\"}", 0);
    Exposed.await(slow, "carillon_admission_waiting{priority=\"recovering\"}", 0);
  }

  @Test
  void clientsAndLinksTakeTheConnectionsOfANodeAndAllOthersGet503() {
    for (String path : List.of(CentrifugeClient.PATH, "/subscribe?channel=a", "/echo/")) {
      open.add(RawWebSocket.open(small.port(), path));
    }

    for (String path : List.of(CentrifugeClient.PATH, "/subscribe?channel=a", "/echo/")) {
      String refused = answer(small, path);
      assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
      assertTrue(refused.contains("Retry-After: "), refused);
    }
    assertEquals(503, small.get("/subscribe?channel=a").statusCode());
    HttpResponse<String> toABrowser =
        small.get("/subscribe?channel=a", "Accept", "text/event-stream", "Origin", "http://a.b");
    assertEquals(200, toABrowser.statusCode());
    assertEquals("retry: 1000\n", toABrowser.body().replaceAll("[1-9]000", "1000"));
    assertEquals(
        "text/event-stream; charset=utf-8",
        toABrowser.headers().firstValue("Content-Type").orElse(""));
    assertEquals(
        "http://a.b", toABrowser.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
    open.remove(2).close();
    Await.until(
        () -> answer(small, "/echo/").startsWith("HTTP/1.1 101 "), () -> "it is never taken again");
  }

  @Test
  void badHandshakeTakesNoPlace() {
    for (int i = 0; i < 10; i++) {
      String refused =
          RawWebSocket.answerTo(
              small.port(),
              "GET /connection/websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                  + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n");
      assertTrue(refused.startsWith("HTTP/1.1 400 "), refused);
    }

    open.add(RawWebSocket.open(small.port(), CentrifugeClient.PATH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/connection/websocket", "/subscribe?channel=a", "/echo/"})
  void handshakesIntoACrowdGet503(String path) {
    Await.until(
        () -> {
          come(RECOVER);
          come(RECOVER); // until there are more than two seconds will do for
          String answer = answer(slow, path);
          return answer.startsWith("HTTP/1.1 503 ") && answer.contains("Retry-After: ");
        },
        () -> "there is no crowd");
  }

  @Test
  void clientsWithoutASeatEndIn3013AndTheOthersAreLetIn() {
    for (int i = 0; i < 6; i++) {
      come("");
    }
    open.forEach(client -> client.sendText(CONNECT));

    List<String> told = open.stream().map(client -> client.read().toString()).toList();

    long refused = told.stream().filter("close 3013 too many requests"::equals).count();
    long letIn = told.stream().filter(one -> one.contains("connect")).count();
    assertEquals(6, refused + letIn, told::toString);
    assertTrue(refused >= 3, told::toString); // one at once, two seats
    assertTrue(letIn >= 2, told::toString);
  }

  @Test
  void whoWaitsIsLetInInTheEnd() {
    open.add(CentrifugeClient.connect(slow).socket());
    CentrifugeClient second = CentrifugeClient.connect(slow);
    open.add(second.socket());

    second.subscribe("late");
    slow.publish("late", "heard");
    assertEquals("heard", second.push("pub").getString("data"));
  }

  private void come(String connect) {
    try {
      RawWebSocket client = RawWebSocket.open(slow.port(), CentrifugeClient.PATH);
      open.add(client);
      if (!connect.isEmpty()) {
        client.sendText(connect);
      }
    } catch (IllegalStateException crowded) {
      assertTrue(crowded.getMessage().contains(" 503 "), crowded.getMessage());
    }
  }

  private static String answer(TestNode node, String path) {
    return RawWebSocket.answerTo(node.port(), RawWebSocket.request(path));
  }
}
