package io.carillon.gateway.auth;

import static io.carillon.gateway.testkit.Tokens.SECRET;
import static io.carillon.gateway.testkit.Tokens.part;
import static io.carillon.gateway.testkit.Tokens.signature;
import static io.carillon.gateway.testkit.Tokens.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.AuthConfig;
import io.carillon.gateway.config.Secret;
import io.carillon.gateway.config.TokensConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
  private static final long NOW = System.currentTimeMillis() / 1_000;
  private static final String HOUR = "\"exp\":" + (NOW + 3_600);
  private static final String HEAD = part("{\"alg\":\"HS256\"}");

  private final Authenticator verifier = of(TokensConfig.ofSecrets(new Secret(SECRET)));

  private static Authenticator of(TokensConfig tokens) {
    return new Authenticator(
        null, new AuthConfig(false, tokens, Optional.empty(), Duration.ZERO), TokenMetrics.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void tokenTellsWhoItIsOfAndWhatItClaims(String algorithm) {
    Principal principal =
        verifier
            .verify(
                signed(
                    algorithm,
                    SECRET,
                    "{\"sub\":\"ann\",\"n\":7,\"b\":true,\"l\":[1],\"o\":{\"a\":1},\"z\":null,"
                        + HOUR
                        + "}"))
            .result();

    assertEquals("ann", principal.user());
    assertEquals("ann", principal.claim("sub"));
    assertEquals("7", principal.claim("n"));
    assertEquals("true", principal.claim("b"));
    for (String none : List.of("l", "o", "z", "nothing")) {
      assertNull(principal.claim(none), none);
    }
    assertThrows(UnsupportedOperationException.class, () -> principal.claims().put("a", "b"));
    assertFalse(principal.toString().contains("true"), principal.toString());
  }

  @Test
  void tokenWithoutASubjectOrAnEndIsOfNobodyInParticularForever() {
    Principal principal = verifier.verify(Tokens.of("{}")).result();

    assertEquals(Principal.ANONYMOUS, principal);
    assertEquals("", verifier.verify(Tokens.of("{\"sub\":null,\"exp\":null}")).result().user());
  }

  @Test
  void clocksMayDifferByAFewSeconds() {
    // Nothing that ends: the test may be slower than the few seconds.
    long now = System.currentTimeMillis() / 1_000;

    assertTrue(verifier.verify(Tokens.of("{\"nbf\":" + (now + 4) + "}")).succeeded());
    assertTrue(verifier.verify(Tokens.of("{\"iat\":" + (now + 4) + "}")).succeeded());
  }

  static Stream<String> unsound() {
    String good = part("{\"sub\":\"ann\"}");
    String tampered = part("{\"sub\":\"bob\"}");
    String none = part("{\"alg\":\"none\"}");
    return Stream.of(
        "",
        ".",
        "..",
        "token",
        Tokens.of("{\"nbf\":" + (NOW + 3_600) + "}"),
        Tokens.of("{\"iat\":" + (NOW + 3_600) + "}"),
        Tokens.of("{\"exp\":\"tomorrow\"}"),
        Tokens.of("{\"exp\":true}"),
        Tokens.of("{\"sub\":42}"),
        Tokens.of("{\"sub\":\"ann\",\"sub\":\"bob\"}"),
        Tokens.of("{\"sub\":\"ann\",\"info\":{\"a\":1,\"a\":2}}"),
        Tokens.of("{\"sub\":\"ann\"} {}"),
        Tokens.of("{\"sub\":\"ann\"}x"),
        Tokens.of("{\"exp\":[]}"),
        Tokens.of("[]"),
        Tokens.of("ann"),
        Tokens.of("{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"),
        signed("HS256", "another secret, of others", "{\"sub\":\"ann\"}"),
        none + "." + good,
        none + "." + good + ".",
        none + "." + good + "." + signature("HS256", SECRET, none + "." + good),
        part("{\"alg\":\"None\"}") + "." + good + ".",
        part("{}") + "." + good + "." + signature("HS256", SECRET, part("{}") + "." + good),
        part("{\"alg\":\"RS256\"}") + "." + good + ".AAAA",
        part("{\"alg\":\"HS256\",\"alg\":\"none\"}") + "." + good + ".AAAA",
        headed("{\"alg\":\"HS256\",\"alg\":\"HS256\"}"),
        headed("{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":true}"),
        headed("{\"alg\":\"HS256\",\"kid\":7}"),
        headed("{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(257) + "\"}"),
        headed("{\"alg\":\"hs256\"}"),
        part("{\"alg\":7}") + "." + good + ".AAAA",
        HEAD + "." + good,
        HEAD + "." + good + ".",
        HEAD + "." + good + ".AAAA",
        HEAD + "." + good + ".?",
        HEAD + "." + tampered + "." + signature("HS256", SECRET, HEAD + "." + good),
        HEAD + "." + good + "." + signature("HS512", SECRET, HEAD + "." + good),
        Tokens.of("{\"sub\":\"ann\"}") + ".more",
        Tokens.of("{\"a\":\"" + "x".repeat(16 * 1_024) + "\"}"));
  }

  // Signed as it should be, but for what the header says.
  private static String headed(String header) {
    String head = part(header) + "." + part("{\"sub\":\"ann\"}");
    return head + "." + signature("HS256", SECRET, head);
  }

  @Test
  void tokenWhoseTimeIsOverIsTheOneThatIsToldSo() {
    Future<Principal> principal = verifier.verify(Tokens.of("{\"exp\":" + (NOW - 60) + "}"));

    assertEquals(ErrorCode.TOKEN_EXPIRED, GatewayException.codeOf(principal.cause()));
    String foreign = signed("HS256", "another secret, of others", "{\"exp\":" + (NOW - 60) + "}");
    assertEquals(ErrorCode.UNAUTHORIZED, GatewayException.codeOf(verifier.verify(foreign).cause()));
  }

  @Test
  void oldSecretIsTakenBesideTheNewOne() {
    Authenticator both =
        of(TokensConfig.ofSecrets(new Secret("the secret that is new"), new Secret(SECRET)));

    assertTrue(both.verify(Tokens.of("{}")).succeeded());
    assertTrue(both.verify(signed("HS384", "the secret that is new", "{}")).succeeded());
    assertTrue(both.verify(signed("HS256", "a secret of nobody", "{}")).failed());
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void unsoundTokenIsRefused(String token) {
    Future<Principal> principal = verifier.verify(token);

    assertTrue(principal.failed());
    assertEquals(ErrorCode.UNAUTHORIZED, GatewayException.codeOf(principal.cause()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "none"})
  void nothingIsTakenWhereThereIsNoSecret(String algorithm) {
    Authenticator without = of(TokensConfig.ofSecrets());
    String head = part("{\"alg\":\"" + algorithm + "\"}") + "." + part("{\"sub\":\"ann\"}");

    assertTrue(without.verify(head).failed());
    assertTrue(without.verify(head + ".").failed());
    assertTrue(without.verify(head + "." + signature("HS256", SECRET, head)).failed());
  }

  @Test
  void manyThreadsVerifyAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        Map.Entry<String, String> one =
            Map.entry("user-" + i, Tokens.of("{\"sub\":\"user-" + i + "\"}"));
        tasks.add(() -> verifier.verify(one.getValue()).result().user().equals(one.getKey()));
      }
      for (java.util.concurrent.Future<Boolean> verified : threads.invokeAll(tasks)) {
        assertTrue(verified.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
