package io.carillon.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import io.carillon.gateway.config.Secret;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;

/**
 * One key and the algorithms it is for, whatever a token says: a public key is never taken for a
 * secret. Immutable; callable from any thread.
 *
 * @param id empty when it has none
 */
record VerificationKey(String id, Set<JWSAlgorithm> algorithms, SignatureCheck check) {

  /** Whether the signature of a token is of one key. */
  @FunctionalInterface
  interface SignatureCheck {
    /** Takes time: up to a few hundred microseconds for public keys. */
    boolean passes(SignedToken token) throws JOSEException;
  }

  /** Of tokens signed with HS256, HS384 and HS512. */
  static VerificationKey of(Secret secret) {
    return new VerificationKey(
        "", Set.copyOf(JWSAlgorithm.Family.HMAC_SHA), new HmacCheck(secret.bytes()));
  }

  /**
   * Of an RSA or EC key.
   *
   * @throws IllegalArgumentException for another one
   */
  static VerificationKey of(String id, PublicKey key) {
    try {
      if (key instanceof RSAPublicKey rsa) {
        RSASSAVerifier verifier = new RSASSAVerifier(rsa);
        return new VerificationKey(
            id,
            Set.copyOf(JWSAlgorithm.Family.RSA),
            token -> verifier.verify(header(token), token.signed(), token.signature()));
      } else if (key instanceof ECPublicKey ec) {
        ECDSAVerifier verifier = new ECDSAVerifier(ec);
        Curve curve = Curve.forECParameterSpec(ec.getParams());
        return new VerificationKey(
            id,
            Set.of(ECDSA.resolveAlgorithm(curve)),
            token -> verifier.verify(header(token), token.signed(), token.signature()));
      }
    } catch (JOSEException unfit) {
      throw new IllegalArgumentException("a key that verifies nothing", unfit);
    }
    throw new IllegalArgumentException("neither RSA nor EC");
  }

  /** The same key for one of its algorithms only. */
  VerificationKey only(JWSAlgorithm algorithm) {
    return new VerificationKey(
        id, algorithms.contains(algorithm) ? Set.of(algorithm) : Set.of(), check);
  }

  private static JWSHeader header(SignedToken token) {
    return new JWSHeader(token.algorithm());
  }

  /** Whether the token can be signed with it, by what the token says. */
  boolean fits(SignedToken token) {
    return algorithms.contains(token.algorithm())
        && (id.isEmpty() || token.keyId().isEmpty() || id.equals(token.keyId()));
  }
}
