package io.carillon.gateway.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures that are made with a secret, RFC 7518 section 3.2; compared in constant time. The
 * library's own refuses secrets that are shorter than the hash, and people have those. Immutable.
 */
final class HmacCheck implements VerificationKey.SignatureCheck {
  private static final Map<String, String> MACS =
      Map.of("HS256", "HmacSHA256", "HS384", "HmacSHA384", "HS512", "HmacSHA512");

  private final byte[] secret;

  /**
   * @param secret owned from here on
   */
  HmacCheck(byte[] secret) {
    this.secret = secret;
  }

  @Override
  public boolean passes(SignedToken token) {
    return MessageDigest.isEqual(
        sign(token.algorithm().getName(), token.signed()), token.signature().decode());
  }

  /** The signature of some bytes by one of the three algorithms. */
  byte[] sign(String algorithm, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(MACS.get(algorithm));
      mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has these", impossible);
    }
  }
}
