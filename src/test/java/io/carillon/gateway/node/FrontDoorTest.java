package io.carillon.gateway.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a request is looked at before anything is dialled, on the routes of a whole node. */
class FrontDoorTest {
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String BAD_KEY = "Sec-WebSocket-Key has to be 16 bytes in Base64, once";
  private static final String BAD_VERSION = "only version 13 of the WebSocket protocol is served";

  private static HoldingBackend backend;
  private static TestNode node;
  private static RawWebSocket neighbour;

  @BeforeAll
  static void start() {
    backend = new HoldingBackend();
    node =
        TestNode.start(
            "routes=[{path: /p/, proxy: p}, {path: /nobody/, proxy: nobody},"
                + " {path: /closed/, proxy: p, allowedOrigins: ['https://good.example']},"
                + " {path: /h/, proxy: p}, {path: /h/, host: one.example, proxy: one}]",
            "pools={p: {targets: [{url: '"
                + backend.url()
                + "'}]}, nobody: {targets: []}, one: {targets: []}}");
    neighbour = RawWebSocket.open(node.port(), "/p/neighbour");
  }

  @BeforeEach
  void forget() {
    backend.forget();
  }

  @AfterEach
  void nobodyElseIsDisturbed() {
    neighbour.sendText("still there");
    assertEquals("still there", neighbour.readText());
  }

  @AfterAll
  static void stop() {
    neighbour.close();
    node.close();
    backend.close();
  }

  static Stream<Arguments> badHandshakes() {
    return Stream.of(
        bad("no key", KEY, "", 400, BAD_KEY),
        bad("two keys", KEY, KEY + KEY, 400, BAD_KEY),
        bad("a short key", "dGhlIHNhbXBsZSBub25jZQ==", "dG9vIHNob3J0", 400, BAD_KEY),
        bad("a key that is no Base64", "dGhlIHNhbXBsZSBub25jZQ==", "%%%", 400, BAD_KEY),
        bad("no version", VERSION, "", 426, BAD_VERSION),
        bad("an old version", "n: 13", "n: 8", 426, BAD_VERSION),
        bad("two versions", VERSION, VERSION + VERSION, 426, BAD_VERSION),
        bad("another method", "GET", "POST", 405, "a WebSocket begins with GET"),
        bad("the old HTTP", "HTTP/1.1", "HTTP/1.0", 400, "a WebSocket needs HTTP/1.1"),
        bad(
            "a body",
            VERSION,
            VERSION + "Content-Length: 5\r\n",
            400,
            "a WebSocket handshake has no body"),
        bad(
            "two lengths",
            VERSION,
            VERSION + "Content-Length: 0\r\nContent-Length: 0\r\n",
            400,
            ""),
        bad(
            "length and chunks",
            VERSION,
            VERSION + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            400,
            ""),
        bad("no host", "Host: localhost\r\n", "", 400, "Host is missing"),
        bad("two hosts", VERSION, VERSION + "Host: b\r\n", 400, "Host was given twice"),
        bad("many headers", VERSION, VERSION + "X: 12345678\r\n".repeat(3_000), 431, ""));
  }

  private static Arguments bad(String what, String right, String wrong, int status, String text) {
    return Arguments.of(what, right, wrong, status, text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badHandshakes")
  void badHandshakeIsRefusedBeforeAnythingIsDialled(
      String what, String right, String wrong, int status, String text) {
    String answer = whole(RawWebSocket.request("/p/ws").replace(right, wrong));

    assertTrue(answer.matches("(?s)HTTP/1\\.[01] " + status + " .*"), answer);
    // What is not even decoded has no text.
    assertTrue(answer.endsWith(text.isEmpty() ? "\r\n\r\n" : "\r\n\r\n" + text + "\n"), answer);
    assertTrue(status != 426 || answer.contains("Sec-WebSocket-Version: 13\r\n"), answer);
    assertEquals(status == 405, answer.contains("Allow: GET\r\n"), answer);
    assertEquals(List.of(), backend.asked());
  }

  @Test
  void handshakeFromTwoOriginsIsRefused() {
    String answer =
        whole(
            RawWebSocket.request(
                "/closed/", "Origin: https://good.example", "Origin: https://evil.example"));

    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    assertEquals(List.of(), backend.asked());
  }

  @Test
  void connectionMayBeKeptAliveAndUpgraded() {
    try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      send(
          client,
          RawWebSocket.request("/p/ws").replace("Connection: ", "Connection: keep-alive, "));

      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upgrade: websocket\r\n", "Connection: Upgrade\r\n"})
  void halfAHandshakeIsARequestLikeAnyOther(String missing) {
    String answer =
        RawWebSocket.answerTo(node.port(), RawWebSocket.request("/p/ws").replace(missing, ""));

    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertEquals(List.of("/p/ws"), backend.asked());
  }

  @ParameterizedTest(name = "{0} of Host {1}: {2}")
  @CsvSource({
    "/h/a,                        two.example,       200",
    "/h/a,                        '',                200",
    "/h/a,                        one.example,       503",
    "/h/a,                        ONE.example:81,    503",
    "http://one.example/h/a,      one.example,       503",
    "http://two.example/h/a,      two.example,       200",
    "http://two.example/h/a,      one.example,       400",
    "http://one.example/h/a,      two.example,       400",
    "/h/a,                        one.example:99999, 400",
    "/h/a,                        one.example:8x,    400",
    "/h/a,                        one.example:-1,    400",
    "/h/a,                        one.example:80:80, 400",
    "/h/a,                        'one.example/',    400",
    "/h/a,                        '[one.example',    400",
    "http://one.example:99999/h/a, one.example:99999, 400",
  })
  void noSpellingOfAHostGetsAroundItsRoutes(String target, String host, int status) {
    String plain = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    String upgrade =
        RawWebSocket.request(target).replace("Host: localhost\r\n", "Host: " + host + "\r\n");

    String answer = RawWebSocket.answerTo(node.port(), plain);
    String other = RawWebSocket.answerTo(node.port(), upgrade);

    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(other.startsWith("HTTP/1.1 " + (status == 200 ? 101 : status) + " "), other);
    // The target gets the origin form.
    assertEquals(status == 200 ? List.of("/h/a", "/h/a") : List.of(), backend.asked());
  }

  @Test
  void malformedHostIsToldSo() {
    assertEquals(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Connection: close\r\ncontent-length: 18\r\n\r\nHost is malformed\n",
        whole("GET /h/ HTTP/1.1\r\nHost: one.example:99999\r\n\r\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "'X: a\r\n b\r\n',                      '/p/folded X=a b'",
    "'X: a\r\n\t \tb\r\n c\r\n',            '/p/folded X=a b c'",
    "'X:\r\n a\r\n',                        '/p/folded X=a'",
  })
  void foldedFieldReachesTheTargetInOneLine(String field, String asked) {
    String answer = RawWebSocket.answerTo(node.port(), get(field));

    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertEquals(List.of(asked), backend.asked());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\n 4\r\n",
        "Content-Length: 4\r\nTransfer-Encoding:\r\n chunked\r\n",
        "Host: b\r\n c\r\n",
      })
  void foldedFieldThatSaysHowLongOrForWhomIsRefused(String field) {
    String answer = whole(get(field) + "GET /p/smuggled HTTP/1.1\r\nHost: h\r\n\r\n");

    assertTrue(answer.matches("(?s)HTTP/1\\.[01] 400 .*"), answer);
    assertEquals(0, answer.lastIndexOf("HTTP/"), answer);
    assertEquals(List.of(), backend.asked());
  }

  @Test
  void foldedCodingIsThatCoding() {
    String answer =
        RawWebSocket.answerTo(node.port(), get("Transfer-Encoding:\r\n chunked\r\n") + "0\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertEquals(List.of("/p/folded"), backend.asked());
  }

  @ParameterizedTest
  @CsvSource({
    "/nobody/, 503, no target is enabled",
    "/p/,      405, a WebSocket begins with GET",
  })
  void refusalIsReadWholeWhateverTheClientHasSentBehind(String path, int status, String text) {
    try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      String request = RawWebSocket.request(path);
      byte[] head = (status == 405 ? request.replace("GET", "POST") : request).getBytes(ISO_8859_1);
      byte[] all = java.util.Arrays.copyOf(head, head.length + 200_000);
      client.sendRaw(all);

      String answer = client.readRest();

      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      assertTrue(answer.endsWith("\r\n\r\n" + text + "\n"), answer);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "431, GET, X-Long: LONG",
    "414, GET /LONG, Host: h",
    "400, GET, 'Content-Length: 3\r\nContent-Length: 4'",
    "400, GET, No colon",
    "400, OLD, 'Connection: Upgrade\r\nUpgrade: websocket'",
  })
  void refusalOfWhatCannotBeReadIsReadWholeWhateverTheClientHasSentBehind(
      int status, String begin, String fields) {
    String line = begin.equals("OLD") ? "GET /p/ HTTP/1.0" : begin + " / HTTP/1.1";
    String head = line.replace("LONG / ", "LONG ") + "\r\n" + fields + "\r\n\r\n";
    byte[] request = head.replace("LONG", "x".repeat(40_000)).getBytes(ISO_8859_1);
    try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      client.sendRaw(java.util.Arrays.copyOf(request, request.length + 400_000));

      String answer = client.readRest();

      assertTrue(answer.matches("(?s)HTTP/1\\.[01] " + status + " .*"), answer);
    }
  }

  private static String get(String field) {
    return "GET /p/folded HTTP/1.1\r\nHost: h\r\n" + field + "\r\n";
  }

  /** All of the answer, and the orderly end behind it. */
  private static String whole(String request) {
    try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
      send(client, request);
      return client.readRest();
    }
  }

  private static void send(RawWebSocket client, String text) {
    client.sendRaw(text.getBytes(ISO_8859_1));
  }
}
