package io.carillon.gateway.auth;

import static io.carillon.gateway.testkit.Tokens.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.RSAKey;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are signed with keys of which the gateway has the public half. */
class PublicKeyTokensTest {
  private static final KeyPair RSA = Tokens.key("RSA");
  private static final KeyPair OTHER = Tokens.key("RSA");
  private static final KeyPair P256 = Tokens.key("secp256r1");
  private static final KeyPair P384 = Tokens.key("secp384r1");
  private static final KeyPair P521 = Tokens.key("secp521r1");
  private static final String ANN = "{\"sub\":\"ann\"}";

  @TempDir private static Path files;

  private Authenticator authenticator;

  @BeforeEach
  void loadKeys() throws Exception {
    Path file = Files.writeString(files.resolve("keys.pem"), pems(P384, P521));
    authenticator = of(quoted(RSA), quoted(P256), file.toString());
  }

  @AfterEach
  void close() {
    authenticator.close();
  }

  private static Authenticator of(String... keys) {
    List<String> settings = List.of("auth.tokens.publicKeys=[" + String.join(", ", keys) + "]");
    return new Authenticator(
        null, ConfigLoader.load(Optional.empty(), settings, Map.of()).auth(), TokenMetrics.NONE);
  }

  private static String pems(KeyPair... keys) {
    StringBuilder pems = new StringBuilder("# two of them\n");
    for (KeyPair key : keys) {
      pems.append(Tokens.pem(key.getPublic()));
    }
    return pems.toString();
  }

  private static String quoted(KeyPair key) {
    return "\"" + Tokens.pem(key.getPublic()).replace("\n", "\\n") + "\"";
  }

  private static KeyPair keyFor(String algorithm) {
    return switch (algorithm) {
      case "ES256" -> P256;
      case "ES384" -> P384;
      case "ES512" -> P521;
      default -> RSA;
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
  void everyAlgorithmIsVerifiedWithTheKeysOfItsKind(String algorithm) throws Exception {
    String head = "{\"alg\":\"" + algorithm + "\",\"kid\":\"whatever\"}";
    String token = signed(keyFor(algorithm).getPrivate(), head, ANN);

    assertEquals("ann", authenticator.verify(token).result().user());
    assertEquals("ann", connect(token).principal().user());
    assertRefused(token.substring(0, token.length() - 8) + "AAAAAAAA");
  }

  private Credentials connect(String token) throws Exception {
    return authenticator.connect(token).await(10, TimeUnit.SECONDS);
  }

  private void assertRefused(String token) {
    Future<Principal> principal = authenticator.verify(token);
    assertEquals(ErrorCode.UNAUTHORIZED, GatewayException.codeOf(principal.cause()));
    GatewayException refusal = assertThrows(GatewayException.class, () -> connect(token));
    assertEquals(ErrorCode.UNAUTHORIZED, refusal.code());
  }

  @Test
  void publicKeyIsNoSecret() {
    for (String secret :
        List.of(
            Tokens.pem(RSA.getPublic()),
            new String(RSA.getPublic().getEncoded(), StandardCharsets.ISO_8859_1),
            Tokens.pem(P256.getPublic()))) {
      assertRefused(Tokens.signed("HS256", secret, ANN));
    }
  }

  @ParameterizedTest
  @CsvSource({"ES384, secp256r1", "ES256, secp384r1"})
  void keyOfACurveIsForTheAlgorithmOfItsCurveOnly(String algorithm, String curve) {
    KeyPair key = curve.equals("secp256r1") ? P256 : P384;
    String head = "{\"alg\":\"" + algorithm + "\"}";

    assertRefused(signed(key.getPrivate(), head, ANN));
  }

  @Test
  void signatureOfAnotherKeyIsNone() {
    assertRefused(signed(OTHER.getPrivate(), "{\"alg\":\"RS256\"}", ANN));
  }

  @Test
  void keyThatComesWithATokenIsNotTaken() {
    String own = new RSAKey.Builder((RSAPublicKey) OTHER.getPublic()).build().toJSONString();

    assertRefused(signed(OTHER.getPrivate(), "{\"alg\":\"RS256\",\"jwk\":" + own + "}", ANN));
  }

  @Test
  void emptySignatureOfAnEllipticCurveIsNone() {
    String head = Tokens.part("{\"alg\":\"ES256\"}") + "." + Tokens.part(ANN) + ".";

    assertRefused(head + "A".repeat(86));
    assertRefused(head + "AAAA");
  }

  @Test
  void subscriptionTokenIsForOneChannelAndOneUser() throws Exception {
    String token =
        signed(
            P256.getPrivate(),
            "{\"alg\":\"ES256\"}",
            "{\"sub\":\"ann\",\"channel\":\"a\",\"info\":{\"n\": 1.50}}");

    Grant grant =
        authenticator.subscribe(token, new Channel("a"), "ann", "1").await(10, TimeUnit.SECONDS);

    assertEquals("{\"n\":1.50}", new String(grant.info().bytes(), StandardCharsets.UTF_8));
    for (Future<Grant> other :
        List.of(
            authenticator.subscribe(token, new Channel("b"), "ann", "1"),
            authenticator.subscribe(token, new Channel("a"), "bob", "1"))) {
      GatewayException refusal =
          assertThrows(GatewayException.class, () -> other.await(10, TimeUnit.SECONDS));
      assertEquals(ErrorCode.PERMISSION_DENIED, refusal.code());
    }
  }

  @Test
  void waveOfNewcomersIsVerifiedByOtherThreads() throws Exception {
    String token = signed(P256.getPrivate(), "{\"alg\":\"ES256\"}", ANN);
    List<Future<Credentials>> wave = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      wave.add(authenticator.connect(token));
    }

    assertTrue(wave.stream().anyMatch(one -> !one.isComplete()), "all were verified at once");
    Future.all(wave).await(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"private", "weak", "curve", "nothing", "away", "directory"})
  void whatIsNoPublicKeyForTokensIsComplainedOfWithoutBeingShown(String what) throws Exception {
    Path file = files.resolve(what + ".pem");
    switch (what) {
      case "private" -> Files.writeString(file, Tokens.pem(RSA.getPrivate()));
      case "weak" -> Files.writeString(file, Tokens.pem(weak()));
      case "curve" -> Files.writeString(file, WRONG_CURVE);
      case "nothing" -> Files.writeString(file, "nothing");
      case "directory" -> Files.createDirectory(file);
      default -> {}
    }

    ConfigException mistake =
        assertThrows(ConfigException.class, () -> of(file.toString(), quoted(RSA)));

    assertEquals(1, mistake.complaints().size());
    String told = mistake.getMessage();
    assertTrue(told.startsWith("auth.tokens.publicKeys.0: found something else ("), told);
  }

  // secp256k1, of which Java makes none any more.
  private static final String WRONG_CURVE =
      "-----BEGIN PUBLIC KEY-----\n"
          + "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEeb5mfvncu6xVoGKVzocLBwKb/NstzijZ\n"
          + "WfKBWxb4F5hIOtp3JqPEZV2k+/wOEQio/Re0SKaFVBmcR9CP+xDUuA==\n"
          + "-----END PUBLIC KEY-----\n";

  private static java.security.PublicKey weak() throws Exception {
    java.security.KeyPairGenerator keys = java.security.KeyPairGenerator.getInstance("RSA");
    keys.initialize(1_024);
    return keys.generateKeyPair().getPublic();
  }
}
