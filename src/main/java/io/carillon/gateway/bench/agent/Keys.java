package io.carillon.gateway.bench.agent;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Shows that one knows a key without sending it. */
final class Keys {
  private static final String ALGORITHM = "HmacSHA256";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Keys() {}

  /** Something that was never asked before. */
  static String nonce() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The signature of a nonce; without a key there is none. */
  static String sign(String key, String nonce) {
    if (key.isEmpty()) {
      return "";
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(utf8(key), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(utf8(nonce)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Whether a signature is right; any is where there is no key. */
  static boolean isRight(String key, String nonce, String signature) {
    return key.isEmpty() || MessageDigest.isEqual(utf8(sign(key, nonce)), utf8(signature));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
