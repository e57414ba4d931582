package io.carillon.gateway.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadRequestTest {
  private static final String GOOD = "{\"channel\":\"a\",\"data\":1}";

  private static TestNode node;
  private static TestNode locked;

  @BeforeAll
  static void start() {
    node = TestNode.start("listeners.admin.maxBodyBytes=2KiB");
    locked = TestNode.start("listeners.admin.apiKey=s3cret");
  }

  @AfterAll
  static void stop() {
    node.close();
    locked.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "[]", "{", "{\"channel\":\"a\",\"data\":1}}", "{\"data\":tru}"})
  void malformedJsonIs400(String body) {
    HttpResponse<String> answer = node.post("/api/publish", body);

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(107, error(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          publish        | {"data":1}                                   | 107
          publish        | {"channel":"","data":1}                      | 107
          publish        | {"channel":"a\\ud800","data":1}               | 107
          publish        | {"channel":"\\udc00\\ud800","data":1}          | 107
          publish        | {"channel":"a"}                              | 107
          publish        | {"channel":"a","data":null}                  | 107
          publish        | {"channel":"a","b64data":"?"}                | 107
          publish        | {"channel":"nowhere:a","data":1}             | 102
          broadcast      | {"channels":[],"data":1}                     | 107
          broadcast      | {"data":1}                                   | 107
          history        | {}                                           | 107
          history        | {"channel":"a"}                              | 108
          history_remove | {"channel":"a"}                              | 108
          presence       | {"channel":"a"}                              | 108
          presence_stats | {"channel":"nowhere:a"}                      | 102
          subscribe      | {"channel":"a"}                              | 107
          subscribe      | {"client":"x"}                               | 107
          unsubscribe    | {"channel":"a"}                              | 107
          disconnect     | {}                                           | 107
          """)
  void senselessRequestIsAnsweredWithItsNumberOrItsStatus(String method, String body, int code) {
    HttpResponse<String> plain = node.post("/api/" + method, body);
    HttpResponse<String> transport =
        node.post("/api/" + method, body, "X-Centrifugo-Error-Mode", "transport");

    assertEquals(200, plain.statusCode());
    assertEquals(code, error(plain), plain.body());
    assertEquals(code == 107 ? 400 : 404, transport.statusCode(), transport.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"channel\":7,\"data\":1}",
        "{\"channel\":\"a\",\"data\":1,\"tags\":[]}",
        "{\"channel\":\"a\",\"data\":1,\"tags\":{\"a\":1}}",
        "{\"channel\":\"a\",\"data\":1,\"skip_history\":\"yes\"}",
      })
  void fieldOfTheWrongTypeIs400(String body) {
    assertEquals(400, node.post("/api/publish", body).statusCode());
  }

  @Test
  void publicationThatWouldMakeEverySubscriberSlowIsRefused() {
    String fits = "{\"channel\":\"a\",\"data\":\"" + "x".repeat(512 * 1024 - 2) + "\"}";

    assertEquals(200, post(fits).statusCode());
    assertEquals(107, error(post(fits.replace("xx", "xxx"))));
  }

  private static HttpResponse<String> post(String body) {
    return locked.post("/api/publish", body, "X-API-Key", "s3cret");
  }

  @Test
  void unknownMethodIs404() {
    HttpResponse<String> answer = node.post("/api/dance", "{}");

    assertEquals(404, answer.statusCode());
    assertEquals(104, error(answer));
  }

  @Test
  void bodyOverTheLimitIs413() {
    String body = "{\"channel\":\"a\",\"data\":\"" + "x".repeat(3_000) + "\"}";

    assertEquals(413, node.post("/api/publish", body).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx"})
  void otherContentTypeIs415(String type) {
    assertEquals(415, node.post("/api/publish", GOOD, "Content-Type", type).statusCode());
  }

  @Test
  void contentTypeWithACharsetIsTaken() {
    String type = "Application/JSON; charset=utf-8";

    assertEquals(200, node.post("/api/publish", GOOD, "Content-Type", type).statusCode());
  }

  @Test
  void otherMethodThanPostIs405() {
    String answer =
        RawWebSocket.answerTo(
            node.adminPort(), "GET /api/publish HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
  }

  @Test
  void wrongOrMissingKeyIs401() {
    assertEquals(401, locked.post("/api/publish", GOOD).statusCode());
    assertEquals(401, locked.post("/api/publish", GOOD, "X-API-Key", "wrong").statusCode());
    assertEquals(401, locked.post("/api/publish", GOOD, "X-API-Key", "").statusCode());
    assertEquals(200, locked.post("/api/publish", GOOD, "X-API-Key", "s3cret").statusCode());
    assertEquals(
        200, locked.post("/api/publish", GOOD, "Authorization", "apikey s3cret").statusCode());
  }

  @Test
  void pageThatRebindsItsNameToThisMachineIsRefused() {
    String answer =
        RawWebSocket.answerTo(
            node.adminPort(),
            "POST /api/publish HTTP/1.1\r\nHost: evil.example\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + GOOD.length()
                + "\r\n\r\n"
                + GOOD);

    assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
  }

  @Test
  void healthAnswersWithoutAKey() {
    for (String path : new String[] {"/health/live", "/health/ready"}) {
      String answer =
          RawWebSocket.answerTo(
              locked.adminPort(), "GET " + path + " HTTP/1.1\r\nHost: probe\r\n\r\n");

      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }
  }

  private static int error(HttpResponse<String> answer) {
    JsonObject body = new JsonObject(answer.body());
    return body.getJsonObject("error", body).getInteger("code");
  }
}
