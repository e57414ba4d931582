package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.Secret;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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
  @Order(7)
  void cookieAndTicketAreWorthNothingOnceTheyAreOverNorInEachOthersPlace() {
    Grants grants = new Grants(Seals.of(Optional.of(new Secret("open sesame"))));
    long now = System.currentTimeMillis();
    Grant lasting = new Grant("admin", now + 600_000);

    assertEquals(200, me(cookie(grants.session(lasting))).statusCode());
    assertEquals(401, me(cookie(grants.session(new Grant("admin", now)))).statusCode());
    assertEquals(401, me(cookie(grants.session(new Grant("other", now + 600_000)))).statusCode());
    assertEquals(401, me(cookie(grants.ticket(lasting, now))).statusCode());
    assertEquals("101", ticket(grants.ticket(lasting, now)));
    assertEquals("401", ticket(grants.ticket(lasting, now - Grants.TICKET_LIFE.toMillis())));
    assertEquals("401", ticket(grants.ticket(new Grant("admin", now), now)));
    assertEquals("401", ticket(grants.session(lasting)));
  }

  private static String cookie(String value) {
    return Grants.COOKIE + "=" + value;
  }

  // The status of a page that comes with it.
  private static String ticket(String ticket) {
    String request = RawWebSocket.request("/dashboard/feed?ticket=" + ticket);
    return RawWebSocket.answerTo(node.adminPort(), request).split(" ")[1];
  }

  @Test
  @Order(8)
  void pageIsClosedWhenItsLogInIsOver() {
    Grants grants = new Grants(Seals.of(Optional.of(new Secret("open sesame"))));
    long soon = System.currentTimeMillis() + 1_500;
    try (Board page =
        Board.open(node, "Cookie: " + cookie(grants.session(new Grant("admin", soon))))) {
      assertEquals(4401, page.socket().readClose().closeCode());
      assertTrue(System.currentTimeMillis() >= soon);
    }
  }

  @Test
  @Order(9)
  void cookieOfAPageThatCameByTlsIsSentByTlsOnly() {
    String origin = "https://127.0.0.1:" + node.adminPort();
    String body = new JsonObject().put("user", "admin").put("password", "open sesame").encode();
    for (String path : List.of("/dashboard/login", "/dashboard/logout")) {
      String cookie =
          node.post(path, body, "Origin", origin).headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(cookie.contains("; Secure;"), cookie);
    }
  }

  @Test
  @Order(10)
  void whoGuessesIsSlowedAndThenHasToWaitAndNobodyElseDoes() {
    long before = System.nanoTime();
    HttpResponse<String> wrong = loginFrom("192.0.2.7", "admin", "sesame");
    assertEquals(401, wrong.statusCode());
    assertEquals("{\"error\":\"wrong user or password\"}", wrong.body());
    assertTrue(System.nanoTime() - before >= Duration.ofMillis(240).toNanos());

    // At once, so that the test does not wait for each.
    IntStream.range(1, Failures.MOST_OF_ONE)
        .parallel()
        .forEach(i -> loginFrom("192.0.2.7", i % 2 == 0 ? "admin" : "root", "guess " + i));

    HttpResponse<String> late = loginFrom("192.0.2.7", "admin", "open sesame");
    assertEquals(429, late.statusCode());
    int seconds = Integer.parseInt(late.headers().firstValue("Retry-After").orElseThrow());
    assertTrue(seconds > 0 && seconds <= 60, "" + seconds);
    // Behind the same proxy, which is believed, and without it.
    assertEquals(204, loginFrom("192.0.2.8", "admin", "open sesame").statusCode());
    assertEquals(204, login("admin", "open sesame").statusCode());
  }

  @Test
  @Order(11)
  void whoTellsAnotherAddressWithEachGuessHasToWaitToo() {
    URI login = URI.create("http://127.0.0.1:" + node.adminPort() + "/dashboard/login");
    HttpClient http = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<String>>> guesses =
        IntStream.range(0, Failures.MOST_OF_PEER)
            .mapToObj(
                i ->
                    HttpRequest.newBuilder(login)
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", "198.51.100." + i)
                        .POST(BodyPublishers.ofString("{\"user\":\"a\",\"password\":\"b\"}"))
                        .build())
            .map(guess -> http.sendAsync(guess, BodyHandlers.ofString()))
            .toList();
    guesses.forEach(CompletableFuture::join);

    assertEquals(429, loginFrom("203.0.113.9", "admin", "open sesame").statusCode());
  }

  private static HttpResponse<String> login(String user, String password) {
    return node.post(
        "/dashboard/login", new JsonObject().put("user", user).put("password", password).encode());
  }

  private static HttpResponse<String> loginFrom(String client, String user, String password) {
    String body = new JsonObject().put("user", user).put("password", password).encode();
    return node.post("/dashboard/login", body, "X-Forwarded-For", client);
  }

  private static String value(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
  }

  private static HttpResponse<String> me(String cookie) {
    return node.admin("GET", "/dashboard/me", null, "Cookie", cookie);
  }
}
