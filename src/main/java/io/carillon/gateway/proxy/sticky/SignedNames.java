package io.carillon.gateway.proxy.sticky;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.Secret;
import io.carillon.gateway.proxy.pool.Target;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of a pool's targets as clients carry them: {@code name.signature}, the latter an
 * HMAC-SHA256 over the names of pool and target in base64url. Names have no character that a cookie
 * must not have. Callable from any thread: what was signed once is kept, as many as the pool ever
 * had targets.
 */
final class SignedNames {
  private static final Logger LOG = LoggerFactory.getLogger(SignedNames.class);
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final String pool;
  private final SecretKeySpec key;
  private final Map<String, String> signed = new ConcurrentHashMap<>();

  SignedNames(PoolConfig config) {
    pool = config.name();
    if (config.sticky().secret().isEmpty()) {
      LOG.warn(
          "cookies can be made by anyone, who so chooses a target pool={}"
              + " wanted=pools.{}.sticky.secret",
          pool,
          pool);
    }
    // All nodes have to sign alike, so without a secret they take what they all know.
    String secret = config.sticky().secret().map(Secret::value).orElse("carillon " + pool);
    key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
  }

  /** The name that a value claims to be of; an empty one, which no target has, when it is none. */
  static String claimed(String value) {
    return value.substring(0, Math.max(0, value.lastIndexOf('.')));
  }

  /** What a client of the target is given. */
  String sign(Target target) {
    return signed.computeIfAbsent(target.name(), this::make);
  }

  /**
   * Whether it is what this target's clients were given; takes the same time wherever it differs.
   */
  boolean isSigned(Target target, String value) {
    return MessageDigest.isEqual(sign(target).getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private String make(String name) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signature = mac.doFinal((pool + "\n" + name).getBytes(UTF_8));
      return name + "." + ENCODER.encodeToString(signature);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has " + ALGORITHM, missing);
    }
  }
}
