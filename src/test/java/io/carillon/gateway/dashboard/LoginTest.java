package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LoginTest {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start("listeners.admin.dashboard.password=open sesame");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  @Order(1)
  void whoKnowsThePasswordIsKnownByTheCookie() {
    HttpResponse<String> in = login("admin", "open sesame");
    assertEquals(204, in.statusCode());
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertEquals(
        "; Max-Age=43200; Path=/dashboard/; HTTPOnly; SameSite=Strict",
        cookie.replaceAll("^[^;]*|; Expires=[^;]*", ""));

    HttpResponse<String> me = me(value(in));
    assertEquals(200, me.statusCode());
    assertEquals("admin", new JsonObject(me.body()).getString("user"));
    try (Board page = Board.open(node, "Cookie: " + value(in))) {
      assertEquals("admin", page.hello().getString("user"));
    }
    assertTrue(
        node.post("/dashboard/logout", "{}")
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow()
            .startsWith("carillon-session=; Max-Age=0;"));
  }

  @ParameterizedTest
  @Order(2)
  @ValueSource(
      strings = {
        "",
        "carillon-session=",
        "carillon-session=x",
        "carillon-session=a.b",
        "carillon-session=MTc5OTk5OTk5OTk5OSBhZG1pbg.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void whoHasNoGenuineCookieHasToLogIn(String cookie) {
    HttpResponse<String> me = me(cookie);

    assertEquals(401, me.statusCode());
    assertEquals("{\"error\":\"log in\"}", me.body());
    String answer =
        RawWebSocket.answerTo(
            node.adminPort(), RawWebSocket.request("/dashboard/feed", "Cookie: " + cookie));
    assertEquals("HTTP/1.1 401 Unauthorized", answer.lines().findFirst().orElseThrow());
  }

  @Test
  @Order(3)
  void cookieThatIsChangedIsWorthNothing() {
    String cookie = value(login("admin", "open sesame"));
    int dot = cookie.indexOf('.');
    String later = cookie.substring(0, dot - 1) + "A" + cookie.substring(dot);

    assertEquals(200, me(cookie).statusCode());
    assertEquals(401, me(later).statusCode());
    assertEquals(401, me(cookie.substring(0, cookie.length() - 4)).statusCode());
  }

  @Test
  @Order(4)
  void pageOfAnotherAddressLogsNobodyInOrOut() {
    String body = new JsonObject().put("user", "admin").put("password", "open sesame").encode();

    assertEquals(
        403, node.post("/dashboard/login", body, "Origin", "http://evil.example").statusCode());
    assertEquals(
        403, node.post("/dashboard/login", body, "Sec-Fetch-Site", "cross-site").statusCode());
    assertEquals(
        403, node.post("/dashboard/logout", "{}", "Sec-Fetch-Site", "same-site").statusCode());
    assertEquals(
        415, node.post("/dashboard/login", body, "Content-Type", "text/plain").statusCode());
    assertEquals(
        204,
        node.post("/dashboard/login", body, "Origin", "http://127.0.0.1:" + node.adminPort())
            .statusCode());
  }

  @ParameterizedTest
  @Order(5)
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"user\":1,\"password\":2}", "{\"user\":\"a\"}"})
  void bodyThatMakesNoSenseIsRefused(String body) {
    HttpResponse<String> answer = node.post("/dashboard/login", body);

    assertEquals(400, answer.statusCode());
    assertEquals(
        "wanted {\"user\": \"…\", \"password\": \"…\"}",
        new JsonObject(answer.body()).getString("error"));
  }

  @Test
  @Order(6)
  void bodyThatIsTooLargeAndOtherMethodsAreRefused() {
    HttpResponse<String> large = node.post("/dashboard/login", "x".repeat(5_000));
    assertEquals(413, large.statusCode());
    assertEquals("{\"error\":\"the body is larger than 4096 bytes\"}", large.body());
    assertEquals(405, node.admin("GET", "/dashboard/login", null).statusCode());
    assertEquals(405, node.admin("DELETE", "/dashboard/", null).statusCode());
    assertEquals(404, node.admin("GET", "/dashboard/../secret", null).statusCode());
  }

  @Test
  @Order(7) // the last one: this address has to wait then
  void whoGuessesIsSlowedAndThenHasToWait() {
    long before = System.nanoTime();
    HttpResponse<String> wrong = login("admin", "sesame");
    assertEquals(401, wrong.statusCode());
    assertEquals("{\"error\":\"wrong user or password\"}", wrong.body());
    assertTrue(System.nanoTime() - before >= Duration.ofMillis(240).toNanos());

    // At once, so that the test does not wait for each.
    java.util.stream.IntStream.range(1, Failures.MOST_OF_ONE)
        .parallel()
        .forEach(i -> login(i % 2 == 0 ? "admin" : "root", "guess " + i));

    HttpResponse<String> late = login("admin", "open sesame");
    assertEquals(429, late.statusCode());
    int seconds = Integer.parseInt(late.headers().firstValue("Retry-After").orElseThrow());
    assertTrue(seconds > 0 && seconds <= 60, "" + seconds);
  }

  private static HttpResponse<String> login(String user, String password) {
    return node.post(
        "/dashboard/login", new JsonObject().put("user", user).put("password", password).encode());
  }

  private static String value(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
  }

  private static HttpResponse<String> me(String cookie) {
    return node.admin("GET", "/dashboard/me", null, "Cookie", cookie);
  }
}
