package io.carillon.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 4.2. */
class HandshakeTest {
  private static final String GOOD = RawWebSocket.request("/connection/websocket");

  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "listeners.public.allowedOrigins=['https://good.example', 'https://*.wide.example']");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void acceptedHandshakeCarriesTheAnswerToItsKey() {
    String answer = RawWebSocket.answerTo(node.port(), GOOD);

    assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
    assertTrue(answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), answer);
    assertTrue(!answer.contains("Sec-WebSocket-Extensions"), answer);
  }

  @Test
  void headerNamesAndTokensAreTakenInAnyCaseAndCompany() {
    String odd =
        GOOD.replace("Upgrade: websocket", "uPGRADE: WebSocket")
            .replace("Connection: Upgrade", "connection: keep-alive, UPGRADE");

    assertTrue(RawWebSocket.answerTo(node.port(), odd).startsWith("HTTP/1.1 101 "));
  }

  @ParameterizedTest(name = "without or with another {0}: {2}")
  @CsvSource(
      textBlock =
          """
          Upgrade: websocket,                                426
          Connection: Upgrade,                               426
          Sec-WebSocket-Version: 13,                         426
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==,       400
          """)
  void halfAHandshakeIsRefused(String header, int status) {
    String answer = RawWebSocket.answerTo(node.port(), GOOD.replace(header + "\r\n", ""));

    assertEquals(status, status(answer), answer);
    assertTrue(answer.contains("Sec-WebSocket-Version: 13\r\n"), answer);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 8,      426
          Sec-WebSocket-Version: 13, Sec-WebSocket-Version: x,      426
          dGhlIHNhbXBsZSBub25jZQ==,  dG9vIHNob3J0,                  400
          dGhlIHNhbXBsZSBub25jZQ==,  not Base64 at all!,            400
          dGhlIHNhbXBsZSBub25jZQ==,  '',                            400
          GET,                       POST,                          405
          HTTP/1.1,                  HTTP/1.0,                      400
          Upgrade: websocket,        Upgrade: h2c,                  426
          """)
  void wrongHandshakeIsRefused(String right, String wrong, int status) {
    String answer = RawWebSocket.answerTo(node.port(), GOOD.replaceFirst(right, wrong));

    assertEquals(status, status(answer), answer);
  }

  @Test
  void keyGivenTwiceIsRefused() {
    String twice = RawWebSocket.request("/connection/websocket", "Sec-WebSocket-Key: AAAA");

    assertEquals(400, status(RawWebSocket.answerTo(node.port(), twice)));
  }

  @Test
  void handshakeWithABodyIsRefused() {
    String body = RawWebSocket.request("/connection/websocket", "Content-Length: 5") + "hello";

    assertEquals(400, status(RawWebSocket.answerTo(node.port(), body)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://good.example",
        "https://good.example:444",
        "https://good.example.evil.example",
        "https://wide.example.evil",
        "https://notwide.example",
        "null",
      })
  void forbiddenOriginIsRefused(String origin) {
    for (String path : new String[] {"/connection/websocket", "/subscribe?channel=a"}) {
      String request = RawWebSocket.request(path, "Origin: " + origin);

      assertEquals(403, status(RawWebSocket.answerTo(node.port(), request)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://good.example", "HTTPS://GOOD.example", "https://a.b.wide.example"})
  void allowedOriginIsServed(String origin) {
    String request = RawWebSocket.request("/connection/websocket", "Origin: " + origin);

    assertEquals(101, status(RawWebSocket.answerTo(node.port(), request)));
  }

  @Test
  void oversizedHeaderIsRefused() {
    String request = RawWebSocket.request("/connection/websocket", "X: " + "x".repeat(40_000));

    assertEquals(431, status(RawWebSocket.answerTo(node.port(), request)));
  }

  @Test
  void oversizedRequestLineIsRefused() {
    String request = RawWebSocket.request("/" + "x".repeat(40_000));

    assertEquals(414, status(RawWebSocket.answerTo(node.port(), request)));
  }

  @ParameterizedTest
  @CsvSource({
    "centrifuge-json, centrifuge-json",
    "centrifuge-protobuf, centrifuge-protobuf",
    "'centrifuge-protobuf, centrifuge-json', centrifuge-json",
    "'something-else, centrifuge-protobuf', centrifuge-protobuf",
  })
  void offeredSubprotocolIsAnswered(String offered, String chosen) {
    String request =
        RawWebSocket.request("/connection/websocket", "Sec-WebSocket-Protocol: " + offered);
    String answer = RawWebSocket.answerTo(node.port(), request).toLowerCase(Locale.ROOT);

    assertTrue(answer.contains("sec-websocket-protocol: " + chosen + "\r\n"), answer);
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }
}
