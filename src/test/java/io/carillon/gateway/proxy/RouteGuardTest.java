package io.carillon.gateway.proxy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.auth.TokenMetrics;
import io.carillon.gateway.config.AuthConfig;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.Secret;
import io.carillon.gateway.config.TokensConfig;
import io.carillon.gateway.testkit.Tokens;
import io.carillon.gateway.wire.HandshakeHead;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteGuardTest {
  private static final Authenticator AUTHENTICATOR =
      new Authenticator(
          null,
          new AuthConfig(
              false,
              TokensConfig.ofSecrets(new Secret(Tokens.SECRET)),
              Optional.empty(),
              Duration.ZERO),
          TokenMetrics.NONE);
  private static final RouteGuard OPEN = guard(List.of(), false);
  private static final RouteGuard PAGES = guard(List.of("https://*.example.com"), false);
  private static final RouteGuard TOKEN = guard(List.of(), true);
  private static final String ANN = Tokens.of("{\"sub\":\"ann\"}");
  private static final String OLD = Tokens.of("{\"sub\":\"ann\",\"exp\":1}");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static Vertx vertx;
  private static HttpServer server;

  /** Whose keys are nowhere to be had. */
  private static Authenticator keyless;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    keyless =
        new Authenticator(
            vertx,
            ConfigLoader.load(
                    Optional.empty(),
                    List.of("auth.tokens.jwks.url=http://127.0.0.1:1/keys"),
                    Map.of())
                .auth(),
            TokenMetrics.NONE);
    server =
        vertx
            .createHttpServer()
            .requestHandler(RouteGuardTest::answer)
            .listen(0, "127.0.0.1")
            .await(50, SECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    keyless.close();
    vertx.close().await(50, SECONDS);
  }

  @Test
  void routeThatDemandsNothingTakesEverybodyAsNobodyInParticular() throws Exception {
    assertEquals("200 ''", send("/open"));
    assertEquals("200 ''", send("/open", "Origin", "https://anywhere.test"));
    assertEquals("200 ''", send("/open?token=nonsense", "Authorization", "Basic eDp5"));
    assertEquals("200 ''", send("/open", "Authorization", "Bearer " + ANN));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          https://a.example.com,  200 ''
          https://A.Example.com:443, 200 ''
          http://a.example.com,   403 pages of this origin may not connect
          https://example.com,    403 pages of this origin may not connect
          https://evil.test,      403 pages of this origin may not connect
          null,                   403 pages of this origin may not connect
          """)
  void pageHasToComeFromAnOriginOfTheRoute(String origin, String answer) throws Exception {
    assertEquals(answer, send("/pages", "Origin", origin));
  }

  @Test
  void whatIsNoBrowserHasNoOrigin() throws Exception {
    assertEquals("200 ''", send("/pages"));
  }

  @Test
  void originThatComesTwiceIsNone() throws Exception {
    assertEquals(
        "400 one Origin and one Authorization at most",
        send("/pages", "Origin", "https://a.example.com", "Origin", "https://evil.test"));
  }

  @Test
  void tokenIsTakenFromTheHeaderElseFromTheQuery() throws Exception {
    String bob = Tokens.of("{\"sub\":\"bob\"}");

    assertEquals("200 'ann'", send("/token", "Authorization", "Bearer " + ANN));
    assertEquals("200 'ann'", send("/token", "Authorization", "bearer  " + ANN));
    assertEquals("200 'ann'", send("/token?token=" + ANN));
    assertEquals("200 'ann'", send("/token?token=" + ANN, "Authorization", "Basic eDp5"));
    assertEquals("200 'bob'", send("/token?token=" + ANN, "Authorization", "Bearer " + bob));
  }

  @Test
  void whoBringsNoTokenIsAskedForOne() throws Exception {
    for (String query : List.of("", "?token=", "?tok=x")) {
      HttpResponse<String> answer = get("/token" + query);

      assertEquals(401, answer.statusCode());
      assertEquals("a token is needed\n", answer.body());
      assertEquals(List.of("Bearer"), answer.headers().allValues("WWW-Authenticate"));
    }
  }

  @Test
  void tokenThatIsNotValidIsRefused() throws Exception {
    for (String token : List.of("x", OLD, ANN + "x")) {
      HttpResponse<String> answer = get("/token", "Authorization", "Bearer " + token);

      assertEquals(401, answer.statusCode());
      assertEquals("the token is not valid\n", answer.body());
      assertEquals(
          List.of("Bearer error=\"invalid_token\""),
          answer.headers().allValues("WWW-Authenticate"));
      assertTrue(send("/token?token=" + token).startsWith("401 "));
    }
    assertTrue(send("/token?token=" + ANN, "Authorization", "Bearer x").startsWith("401 "));
  }

  @Test
  void whoseTokenCannotBeJudgedYetIsAskedToComeBack() throws Exception {
    String token =
        Tokens.signed(
            Tokens.key("RSA").getPrivate(),
            "{\"alg\":\"RS256\",\"kid\":\"new\"}",
            "{\"sub\":\"ann\"}");

    HttpResponse<String> answer = get("/keyless", "Authorization", "Bearer " + token);

    assertEquals(503, answer.statusCode());
    assertEquals("tokens cannot be verified right now\n", answer.body());
    assertEquals(List.of("1"), answer.headers().allValues("Retry-After"));
    assertEquals(List.of(), answer.headers().allValues("WWW-Authenticate"));
    assertTrue(send("/keyless", "Authorization", "Bearer x").startsWith("401 "));
  }

  @Test
  void authorizationThatComesTwiceIsNone() throws Exception {
    assertEquals(
        "400 one Origin and one Authorization at most",
        send("/token", "Authorization", "Bearer " + ANN, "Authorization", "Bearer " + OLD));
  }

  private static void answer(HttpServerRequest request) {
    RouteGuard guard =
        switch (request.path()) {
          case "/pages" -> PAGES;
          case "/token" -> TOKEN;
          case "/keyless" -> guard(keyless, List.of(), true);
          default -> OPEN;
        };
    guard
        .admit(HandshakeHead.of(request))
        .onSuccess(who -> request.response().end("'" + who.user() + "'"))
        .onFailure(refused -> ((RouteGuard.Refused) refused).refusal().answer(request));
  }

  private static RouteGuard guard(List<String> origins, boolean token) {
    return guard(AUTHENTICATOR, origins, token);
  }

  private static RouteGuard guard(
      Authenticator authenticator, List<String> origins, boolean token) {
    return new RouteGuard(
        authenticator,
        new RouteConfig.Proxy("chat", Optional.empty(), origins, token, InjectConfig.PLAIN));
  }

  private static String send(String path, String... headers) throws Exception {
    HttpResponse<String> answer = get(path, headers);
    return answer.statusCode() + " " + answer.body().strip();
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
