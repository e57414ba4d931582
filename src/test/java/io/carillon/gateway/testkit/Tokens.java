package io.carillon.gateway.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
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
