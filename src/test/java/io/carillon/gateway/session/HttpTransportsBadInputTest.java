package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.HttpCentrifugeClient;
import io.carillon.gateway.testkit.HttpCentrifugeClient.Transport;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wrong request gets its status; a bystander is undisturbed, and nothing is left behind. */
class HttpTransportsBadInputTest {
  private static final String PING = "{\"id\":2,\"ping\":{}}";

  private static TestNode node;
  private HttpCentrifugeClient bystander;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "listeners.public.allowedOrigins=['https://good.example']",
            "sessions.connectTimeout=500ms");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void letABystanderListen() {
    bystander = HttpCentrifugeClient.connect(Transport.HTTP_STREAM, node);
  }

  @AfterEach
  void bystanderIsUndisturbedAndNothingIsLeftBehind() {
    node.awaitClients(1);
    bystander.ask("ping", new JsonObject());
    bystander.close();
    node.awaitClients(0);
    assertEquals(0, node.channels().size(), () -> node.channels().encode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "",
        " ",
        "[]",
        "{}",
        "{\"id\":1,\"connect\":{}",
        "{\"id\":1,\"connect\":[]}",
        "{\"id\":0,\"connect\":{}}",
        "{\"connect\":{}}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"a\"}}",
        "{\"id\":1,\"ping\":{}} {\"id\":2,\"connect\":{}}",
        "{\"id\":1,\"connect\":{\"token\":7}}",
      })
  void whatIsNoConnectCommandFirstIsABadRequest(String commands) {
    assertEquals(400, HttpCentrifugeClient.post(node, "/connection/http_stream", commands));
    assertEquals(
        400,
        node.get("/connection/sse?cf_connect=" + HttpCentrifugeClient.encoded(commands))
            .statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /connection/sse,                 400", // nothing to connect with
    "GET,  /connection/sse?cf_connect=%zz,  400",
    "POST, /connection/sse,                 405",
    "HEAD, /connection/sse,                 405",
    "GET,  /connection/http_stream,         405",
    "PUT,  /connection/http_stream,         405",
    "GET,  /emulation,                      405",
    "GET,  /connection/sse/,                404",
    "POST, /emulation/,                     404",
  })
  void wrongRequestHasItsStatus(String method, String path, int status) {
    String answer =
        RawWebSocket.answerTo(
            node.port(),
            method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertEquals(status == 405, answer.toLowerCase(java.util.Locale.ROOT).contains("allow: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/connection/http_stream", "/emulation"})
  void bodyThatIsTooLargeIsRefusedWhetherItSaysSoOrNot(String path) {
    String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    String huge = RawWebSocket.answerTo(node.port(), head + "Content-Length: 999999999999\r\n\r\n");
    String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
    String chunked =
        RawWebSocket.answerTo(
            node.port(), head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(8));

    assertTrue(huge.startsWith("HTTP/1.1 413 "), huge);
    assertTrue(chunked.startsWith("HTTP/1.1 413 "), chunked);
  }

  @Test
  void connectThatIsTooLongForAQueryIsRefused() {
    String query = "x".repeat(40_000);

    assertEquals(414, node.get("/connection/sse?cf_connect=" + query).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/connection/http_stream", "/emulation"})
  void bodyThatDoesNotComeIsWaitedForNoLongerThanForAConnect(String path) {
    String late =
        RawWebSocket.answerTo(
            node.port(),
            "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");

    assertTrue(late.startsWith("HTTP/1.1 408 "), late);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/connection/http_stream", "/emulation"})
  void clientThatGoesAwayInItsPostLeavesNothing(String path) {
    for (int i = 0; i < 20; i++) {
      try (RawWebSocket gone = RawWebSocket.connect(0, node.port())) {
        gone.sendRaw(
            ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{\"id\"")
                .getBytes(StandardCharsets.UTF_8));
      }
    }

    assertEquals(204, bystander.post(PING));
    bystander.receive(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{",
        "[]",
        "\"text\"",
        "{}",
        "{\"session\":\"a\",\"node\":\"b\"}",
        "{\"session\":\"a\",\"data\":\"{}\"}",
        "{\"node\":\"b\",\"data\":\"{}\"}",
        "{\"session\":7,\"node\":\"b\",\"data\":\"{}\"}",
        "{\"session\":\"a\",\"node\":\"b\",\"data\":{}}",
      })
  void emulationThatCannotBeReadIsABadRequest(String body) {
    assertEquals(400, HttpCentrifugeClient.post(node, "/emulation", body));
  }

  @Test
  void sessionOrNodeThatIsNotThereIsNotFound() {
    JsonObject right = bystander.emulation(PING);
    String secret = right.getString("session");
    String last = secret.endsWith("A") ? "B" : "A";

    assertEquals(404, emulate(right.copy().put("session", "x")));
    assertEquals(404, emulate(right.copy().put("session", "A".repeat(32))));
    assertEquals(404, emulate(right.copy().put("session", "=".repeat(32))));
    assertEquals(404, emulate(right.copy().put("session", secret.substring(0, 31) + last)));
    assertEquals(404, emulate(right.copy().put("session", "A" + secret.substring(1) + "A")));
    assertEquals(
        404, emulate(right.copy().put("session", bystander.connected().getString("client"))));
    assertEquals(404, emulate(right.copy().put("node", "test")));
    assertEquals(404, emulate(right.copy().put("node", "0000000000000001")));
    assertEquals(204, emulate(right));
  }

  private static int emulate(JsonObject body) {
    return HttpCentrifugeClient.post(node, "/emulation", body.encode());
  }

  @Test
  void commandsMayBeAsLargeAsAMessageOfAWebSocketAndNoLarger() {
    String fits =
        "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":\"" + "\\\"".repeat(32_000) + "\"}}";

    assertEquals(204, bystander.post(fits));
    assertEquals(103, bystander.receive(2).getJsonObject("error").getInteger("code"));
    assertEquals(413, bystander.post(fits.replace("\\\"", "\\\"x")));
  }

  @ParameterizedTest
  @EnumSource
  void commandsThatCannotBeReadEndTheSession(Transport transport) {
    try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      assertEquals(400, client.post("{\"id\":"));

      JsonObject disconnect = client.push("disconnect");
      assertEquals(3501, disconnect.getInteger("code"));
      assertFalse(disconnect.getBoolean("reconnect", false));
      client.awaitEnd();
      assertEquals(404, client.post(PING));
    }
  }

  @ParameterizedTest
  @EnumSource
  void secondConnectAndAPongNobodyAskedForEndTheSession(Transport transport) {
    for (String wrong : new String[] {"{\"id\":2,\"connect\":{}}", "{}"}) {
      try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
        assertEquals(204, client.post(wrong));

        assertEquals(3501, client.push("disconnect").getInteger("code"));
        client.awaitEnd();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void tokenThatNobodyCanVerifyEndsTheSession(Transport transport) {
    String commands = "{\"id\":1,\"connect\":{\"token\":\"x\"}}";

    try (HttpCentrifugeClient client = HttpCentrifugeClient.open(transport, commands, node)) {
      assertEquals(200, client.response().statusCode());
      assertEquals(3500, client.push("disconnect").getInteger("code"));
      client.awaitEnd();
    }
  }

  @Test
  void commandsOfOnePostAreCarriedOutInOrder() {
    String batch =
        IntStream.rangeClosed(2, 301)
            .mapToObj(i -> "{\"id\":" + i + ",\"ping\":{}}")
            .collect(Collectors.joining("\n"));

    assertEquals(204, bystander.post(batch));

    IntStream.rangeClosed(2, 301).forEach(bystander::receive);
  }

  @ParameterizedTest
  @CsvSource({
    "/connection/sse,         GET",
    "/connection/http_stream, POST",
    "/emulation,              POST",
  })
  void browserThatAsksBeforeItAsksIsToldWhatItMay(String path, String method) {
    String good = preflight(path, "https://good.example");
    String bad = preflight(path, "https://bad.example");

    assertTrue(good.startsWith("HTTP/1.1 204 "), good);
    assertHas(good, "access-control-allow-origin: https://good.example");
    assertHas(good, "access-control-allow-credentials: true");
    assertHas(good, "access-control-allow-methods: " + method.toLowerCase(java.util.Locale.ROOT));
    assertHas(good, "access-control-allow-headers: content-type");
    assertHas(good, "vary: origin");
    assertTrue(bad.startsWith("HTTP/1.1 403 "), bad);
    assertFalse(bad.toLowerCase(java.util.Locale.ROOT).contains("access-control"), bad);
  }

  @Test
  void whereAllOriginsAreAllowedNoneGetsCredentials() {
    try (TestNode open = TestNode.start()) {
      String answer =
          RawWebSocket.answerTo(
              open.port(),
              "POST /emulation HTTP/1.1\r\nHost: localhost\r\nOrigin: https://any.example\r\n"
                  + "Content-Length: 2\r\n\r\n{}");

      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertHas(answer, "access-control-allow-origin: https://any.example");
      assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("credentials"), answer);
    }
  }

  private static String preflight(String path, String origin) {
    return RawWebSocket.answerTo(
        node.port(),
        "OPTIONS "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nOrigin: "
            + origin
            + "\r\nAccess-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: content-type\r\n\r\n");
  }

  private static void assertHas(String head, String line) {
    assertTrue(head.toLowerCase(java.util.Locale.ROOT).contains(line + "\r\n"), head);
  }
}
