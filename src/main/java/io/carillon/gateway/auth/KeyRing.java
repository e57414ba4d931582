package io.carillon.gateway.auth;

import com.nimbusds.jose.JOSEException;
import io.carillon.gateway.config.TokensConfig;
import java.util.ArrayList;
import java.util.List;

/** Keys that are known, each of which will do. Immutable; callable from any thread. */
record KeyRing(List<VerificationKey> keys) {
  static final KeyRing EMPTY = new KeyRing(List.of());

  KeyRing {
    keys = List.copyOf(keys);
  }

  /** Those of the configuration. */
  static KeyRing of(TokensConfig config) {
    List<VerificationKey> keys = new ArrayList<>();
    config.hmacSecrets().forEach(secret -> keys.add(VerificationKey.of(secret)));
    config.publicKeys().forEach(key -> keys.add(VerificationKey.of("", key)));
    return new KeyRing(keys);
  }

  /** Whether one of them can have signed it, by what the token says. */
  boolean fits(SignedToken token) {
    return keys.stream().anyMatch(key -> key.fits(token));
  }

  /** Whether it has a key of this id. */
  boolean has(String id) {
    return keys.stream().anyMatch(key -> key.id().equals(id));
  }

  /** Whether one of them has signed it. */
  boolean verifies(SignedToken token) {
    for (VerificationKey key : keys) {
      if (key.fits(token) && passes(key, token)) {
        return true;
      }
    }
    return false;
  }

  private static boolean passes(VerificationKey key, SignedToken token) {
    try {
      return key.check().passes(token);
    } catch (JOSEException | IllegalArgumentException unfit) {
      return false; // a signature that cannot be one
    }
  }
}
