package io.carillon.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/** Reads sets of public keys, RFC 7517. Stateless. */
final class KeySet {
  private static final int MOST_KEYS = 64;
  private static final int LEAST_RSA_BITS = 2_048;

  private KeySet() {}

  /**
   * The keys of a set that verify signatures; those of other uses and kinds are overlooked, and
   * secrets are: whoever could fetch the set could sign with them.
   *
   * @throws IllegalArgumentException when it is no set, or holds no such key
   */
  static KeyRing read(String json) {
    List<VerificationKey> keys = new ArrayList<>();
    try {
      for (JWK key : JWKSet.parse(json).getKeys()) {
        if (isForSignatures(key)) {
          add(key, keys);
        }
      }
    } catch (ParseException | RuntimeException malformed) {
      throw new IllegalArgumentException("no set of keys", malformed);
    }
    if (keys.isEmpty() || keys.size() > MOST_KEYS) {
      throw new IllegalArgumentException("a set of " + keys.size() + " keys that could be used");
    }
    return new KeyRing(keys);
  }

  private static boolean isForSignatures(JWK key) {
    return (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
        && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
  }

  private static void add(JWK jwk, List<VerificationKey> keys) {
    String id = jwk.getKeyID() == null ? "" : jwk.getKeyID();
    try {
      VerificationKey key;
      if (jwk instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS) {
        key = VerificationKey.of(id, rsa.toRSAPublicKey());
      } else if (jwk instanceof ECKey ec) {
        key = VerificationKey.of(id, ec.toECPublicKey());
      } else {
        return;
      }
      keys.add(
          jwk.getAlgorithm() == null
              ? key
              : key.only(JWSAlgorithm.parse(jwk.getAlgorithm().getName())));
    } catch (JOSEException | IllegalArgumentException unfit) {
      // Of a curve that none of our algorithms has.
    }
  }
}
