package io.carillon.gateway.auth;

import static io.carillon.gateway.testkit.Tokens.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that a server of others gives out, as it likes. */
class FetchedKeysTest {
  private static final KeyPair OLD = Tokens.key("RSA");
  private static final KeyPair NEW = Tokens.key("secp256r1");
  private static final String OLD_KEY =
      new RSAKey.Builder((RSAPublicKey) OLD.getPublic()).keyID("old").build().toJSONString();
  private static final String NEW_KEY =
      new ECKey.Builder(Curve.P_256, (ECPublicKey) NEW.getPublic())
          .keyID("new")
          .build()
          .toJSONString();
  private static final String SECRET = "a secret that everybody could fetch";
  private static final String SECRET_KEY =
      new OctetSequenceKey.Builder(SECRET.getBytes(StandardCharsets.UTF_8))
          .keyID("secret")
          .build()
          .toJSONString();
  private static final String BY_OLD =
      signed(OLD.getPrivate(), "{\"alg\":\"RS256\",\"kid\":\"old\"}", "{\"sub\":\"ann\"}");
  private static final String BY_NEW =
      signed(NEW.getPrivate(), "{\"alg\":\"ES256\",\"kid\":\"new\"}", "{\"sub\":\"bob\"}");
  private static final String BY_NOBODY =
      signed(NEW.getPrivate(), "{\"alg\":\"ES256\",\"kid\":\"nobody\"}", "{\"sub\":\"bob\"}");

  private final Vertx vertx = Vertx.vertx();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger fetches = new AtomicInteger();
  private HttpServer server;
  private Authenticator authenticator;
  private volatile Answer answer = text(set(OLD_KEY, SECRET_KEY));

  private interface Answer {
    void give(com.sun.net.httpserver.HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void serveKeys() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          answer.give(exchange);
          exchange.close();
        });
    server.createContext(
        "/moved",
        exchange -> {
          text(set(OLD_KEY)).give(exchange);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    over.countDown();
    if (authenticator != null) {
      authenticator.close();
    }
    server.stop(0);
    threads.shutdownNow();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void start(String... more) {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add(
        "auth.tokens.jwks.url=http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    authenticator =
        new Authenticator(
            vertx,
            ConfigLoader.load(Optional.empty(), settings, Map.of()).auth(),
            TokenMetrics.NONE);
    authenticator.start();
  }

  private static String set(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  private static Answer text(String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  private static Answer redirect(String location) {
    return exchange -> {
      exchange.getResponseHeaders().add("Location", location);
      exchange.sendResponseHeaders(302, -1);
    };
  }

  private String userOf(String token) throws Exception {
    return authenticator.connect(token).await(20, TimeUnit.SECONDS).principal().user();
  }

  private void assertRefused(ErrorCode code, String token) {
    GatewayException refusal = assertThrows(GatewayException.class, () -> userOf(token));
    assertEquals(code, refusal.code());
  }

  @Test
  void tokenIsVerifiedWithAKeyOfTheSetThatIsNoSecret() throws Exception {
    start("auth.tokens.jwks.cooldown=100ms");

    assertEquals("ann", userOf(BY_OLD));
    assertRefused(ErrorCode.UNAUTHORIZED, Tokens.signed("HS256", SECRET, "{}"));
    assertRefused(
        ErrorCode.UNAUTHORIZED,
        signed(NEW.getPrivate(), "{\"alg\":\"ES256\",\"kid\":\"old\"}", "{}"));
  }

  @Test
  void keyThatIsNewIsFetchedForTheFirstWhoNeedsIt() throws Exception {
    start("auth.tokens.jwks.cooldown=100ms");
    assertEquals("ann", userOf(BY_OLD));

    answer = text(set(NEW_KEY));

    assertEquals("bob", userOf(BY_NEW));
    assertRefused(ErrorCode.UNAUTHORIZED, BY_OLD); // it is gone
  }

  @Test
  void keysThatNobodyHasAreLookedForAtABoundedRate() throws Exception {
    start("auth.tokens.jwks.cooldown=2s");
    assertEquals("ann", userOf(BY_OLD));
    int before = fetches.get();

    List<Future<Credentials>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String head = "{\"alg\":\"ES256\",\"kid\":\"k" + i + "\"}";
      all.add(authenticator.connect(signed(NEW.getPrivate(), head, "{}")));
    }
    Future.join(all).otherwiseEmpty().await(20, TimeUnit.SECONDS);

    assertTrue(all.stream().allMatch(one -> unauthorized(one.cause())), "some were let in");
    assertTrue(fetches.get() - before <= 2, "fetches " + (fetches.get() - before));
  }

  private static boolean unauthorized(Throwable cause) {
    return GatewayException.codeOf(cause) == ErrorCode.UNAUTHORIZED;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gone", "wrong", "empty", "huge", "endless", "slow", "circle", "elsewhere"})
  void setThatCannotBeFetchedLeavesTheKeysAsTheyWere(String how) throws Exception {
    start("auth.tokens.jwks.cooldown=100ms", "auth.tokens.jwks.timeout=500ms");
    assertEquals("ann", userOf(BY_OLD));

    answer = bad(how);

    assertRefused(ErrorCode.UNAVAILABLE, BY_NEW); // it may be good: the client is to come again
    assertEquals("ann", userOf(BY_OLD));
    answer = text(set(NEW_KEY));
    assertEquals("bob", userOf(BY_NEW));
  }

  private Answer bad(String how) {
    return switch (how) {
      case "gone" -> exchange -> exchange.sendResponseHeaders(404, -1);
      case "wrong" -> text("<html>");
      case "empty" -> text(set(SECRET_KEY));
      case "huge" -> text(set(OLD_KEY) + " ".repeat(300 * 1_024));
      case "endless" ->
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] blanks = " ".repeat(1_024).getBytes(StandardCharsets.US_ASCII);
            while (over.getCount() > 0) {
              exchange.getResponseBody().write(blanks); // until it is cut
            }
          };
      case "slow" ->
          exchange -> {
            try {
              over.await();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
          };
      case "circle" -> redirect("/keys");
      default -> redirect("ftp://127.0.0.1/keys");
    };
  }

  @Test
  void setThatHasMovedIsFound() throws Exception {
    answer = redirect("/moved");
    start();

    assertEquals("ann", userOf(BY_OLD));
  }

  @Test
  void setIsFetchedAgainInTheBackground() throws Exception {
    start("auth.tokens.jwks.refresh=1s");
    assertEquals("ann", userOf(BY_OLD));

    int before = fetches.get();

    Await.until(() -> fetches.get() > before, () -> "fetches " + fetches.get());
  }

  @Test
  void handshakeThatCannotWaitIsToldToComeAgain() throws Exception {
    start("auth.tokens.jwks.cooldown=100ms");
    assertEquals("ann", userOf(BY_OLD));
    assertEquals("ann", authenticator.verify(BY_OLD).result().user());

    answer = text(set(OLD_KEY, NEW_KEY));

    Await.until(() -> authenticator.verify(BY_NEW).succeeded(), () -> "never taken");
    Await.until(() -> unauthorized(authenticator.verify(BY_NOBODY).cause()), () -> "never refused");
  }
}
