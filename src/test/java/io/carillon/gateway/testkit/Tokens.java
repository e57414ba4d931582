package io.carillon.gateway.testkit;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens, RFC 7515, made by hand so that they can be wrong in any way. */
public final class Tokens {
  /** A secret for {@code auth.tokens.hmacSecret}. */
  public static final String SECRET = "a secret of tests";

  private Tokens() {}

  /** A token that is signed with {@link #SECRET} by HS256. */
  public static String of(String claims) {
    return signed("HS256", SECRET, claims);
  }

  /** A signed token. */
  public static String signed(String algorithm, String secret, String claims) {
    String head = part("{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\"}") + "." + part(claims);
    return head + "." + signature(algorithm, secret, head);
  }

  /**
   * A token that is signed with a private key.
   *
   * @param head as in {@code {"alg":"RS256","kid":"a"}}
   */
  public static String signed(PrivateKey key, String head, String claims) {
    String signed = part(head) + "." + part(claims);
    try {
      Signature signature = signature(new JsonObject(head).getString("alg"));
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encode(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    String bits = algorithm.substring(2);
    String hash = "SHA-" + bits;
    return switch (algorithm.substring(0, 2)) {
      case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
      case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
      default -> {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(
            new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
        yield signature;
      }
    };
  }

  /** A new key: {@code RSA}, or the name of a curve as in {@code secp256r1}. */
  public static KeyPair key(String kind) {
    try {
      if (kind.equals("RSA")) {
        return KeyPairGenerator.getInstance("RSA").generateKeyPair();
      }
      KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
      keys.initialize(new ECGenParameterSpec(kind));
      return keys.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A key as the configuration takes it. */
  public static String pem(Key key) {
    String what = key instanceof PrivateKey ? "PRIVATE KEY" : "PUBLIC KEY";
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END "
        + what
        + "-----\n";
  }

  /** A part of a token. */
  public static String part(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The signature of the first two parts. */
  public static String signature(String algorithm, String secret, String head) {
    String mac = "HmacSHA" + algorithm.substring(2);
    try {
      Mac hash = Mac.getInstance(mac);
      hash.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac));
      return encode(hash.doFinal(head.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
