package io.carillon.gateway.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that do not wait for the answers to those before them. */
class PipeliningTest {
  private static final String HELD = "GET /p/held HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String GET = "GET /p/get HTTP/1.1\r\nHost: h\r\n\r\n";

  private static HoldingBackend backend;
  private static TestNode node;

  @BeforeAll
  static void start() {
    backend = new HoldingBackend();
    node =
        TestNode.start(
            "routes=[{path: /p/, proxy: p},"
                + " {path: /connection/websocket, serve: centrifuge},"
                + " {path: /subscribe, serve: subscribe, channels: [broadcast]}]",
            "pools={p: {targets: [{url: '" + backend.url() + "'}]}}");
  }

  @AfterEach
  void forget() {
    backend.forget();
  }

  @AfterAll
  static void stop() {
    node.close();
    backend.close();
  }

  @Test
  void areAnsweredOneByOneInTheirOrder() {
    try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      StringBuilder requests = new StringBuilder(HELD);
      StringBuilder answers = new StringBuilder("/p/held 0\n");
      for (int i = 0; i < 40; i++) {
        requests.append(post("/p/" + i, "x".repeat(9_000))).append(GET);
        answers.append("/p/").append(i).append(" 9000\n/p/get 0\n");
      }
      Thread sender = new Thread(() -> send(client, requests.toString()));
      sender.start();
      backend.awaitHeld(1);
      assertEquals(List.of("/p/held"), backend.asked());
      backend.release();

      StringBuilder seen = new StringBuilder();
      for (int i = 0; i < 81; i++) {
        seen.append(body(client));
      }

      assertEquals(answers.toString(), seen.toString());
    }
  }

  @Test
  void bodyThatWaitsLeavesNothingBehindWhenTheClientGoes() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
        client
            .getOutputStream()
            .write((HELD + post("/p/post", "x".repeat(8_000))).getBytes(ISO_8859_1));
        backend.awaitHeld(i + 1);
        client.setSoLinger(true, 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/p/ws", "/connection/websocket", "/subscribe"})
  void handshakeDoesNotFollowAnUnansweredRequest(String path) {
    byte[] frame =
        RawWebSocket.frame(0x81, "early\nGET /p/x HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
    try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      send(client, HELD + RawWebSocket.request(path) + new String(frame, ISO_8859_1) + GET);
      backend.awaitHeld(1);
      backend.release();

      assertEquals("/p/held 0\n", body(client));
      String rest = client.readRest();

      assertTrue(rest.startsWith("HTTP/1.1 400 "), rest);
      assertTrue(
          rest.endsWith("\r\n\r\na WebSocket handshake may not follow an unanswered request\n"),
          rest);
      assertEquals(List.of("/p/held"), backend.asked());
    }
  }

  @Test
  void handshakeFollowsAnAnswer() {
    try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      byte[] frame = RawWebSocket.frame(0x81, "early".getBytes(ISO_8859_1));
      send(client, GET);
      assertEquals("/p/get 0\n", body(client));
      send(client, RawWebSocket.request("/p/ws") + new String(frame, ISO_8859_1));

      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      assertEquals("early", client.readText());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Host: two",
        "Connection: close"
      })
  void nothingIsServedBehindTheLast(String header) {
    try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      send(client, HELD + "GET /p/last HTTP/1.1\r\nHost: h\r\n" + header + "\r\n\r\n" + GET);
      backend.awaitHeld(1);
      backend.release();

      assertEquals("/p/held 0\n", body(client));
      String rest = client.readRest();

      assertEquals(0, rest.lastIndexOf("HTTP/"), rest);
      assertTrue(!backend.asked().contains("/p/get"), backend.asked()::toString);
    }
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: h\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void send(RawWebSocket client, String text) {
    client.sendRaw(text.getBytes(ISO_8859_1));
  }

  private static String body(RawWebSocket client) {
    String head = client.readAnswer();
    assertTrue(head.startsWith("HTTP/1.1 200 "), head);
    int length = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ") + 16;
    return new String(
        client.readBytes(Integer.parseInt(head.substring(length, head.indexOf('\r', length)))),
        ISO_8859_1);
  }
}
