package io.carillon.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import io.carillon.gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes tokens, as backends do, to try the gateway with. Immutable; callable from any thread. */
public final class TokenMaker {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private final JWSAlgorithm algorithm;
  private final Signing signing;

  private interface Signing {
    Base64URL sign(JWSHeader header, byte[] bytes) throws JOSEException;
  }

  private TokenMaker(JWSAlgorithm algorithm, Signing signing) {
    this.algorithm = algorithm;
    this.signing = signing;
  }

  /** Signs with HS256. */
  public static TokenMaker of(Secret secret) {
    HmacCheck hmac = new HmacCheck(secret.bytes());
    return new TokenMaker(
        JWSAlgorithm.HS256, (header, bytes) -> Base64URL.encode(hmac.sign("HS256", bytes)));
  }

  /**
   * Signs with RS256, or with the ES algorithm of the key's curve.
   *
   * @param pem PKCS#8, BEGIN PRIVATE KEY
   * @throws IllegalArgumentException when it is no such key
   */
  public static TokenMaker of(String pem) {
    Matcher found = PKCS8.matcher(pem);
    if (!found.find()) {
      throw new IllegalArgumentException("no PEM with BEGIN PRIVATE KEY");
    }
    try {
      return of(privateKey(Base64.getMimeDecoder().decode(found.group(1))));
    } catch (GeneralSecurityException | JOSEException unfit) {
      throw new IllegalArgumentException(
          "neither an RSA key nor one of EC P-256, P-384 or P-521", unfit);
    }
  }

  private static PrivateKey privateKey(byte[] encoded) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    } catch (GeneralSecurityException another) {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    }
  }

  private static TokenMaker of(PrivateKey key) throws JOSEException {
    if (key instanceof ECPrivateKey elliptic) {
      Curve curve = Curve.forECParameterSpec(elliptic.getParams());
      JWSSigner signer = new ECDSASigner(elliptic);
      return new TokenMaker(ECDSA.resolveAlgorithm(curve), signer::sign);
    }
    JWSSigner signer = new RSASSASigner(key);
    return new TokenMaker(JWSAlgorithm.RS256, signer::sign);
  }

  /**
   * Makes one.
   *
   * @param keyId told in it; empty for none
   * @param claims a JSON object
   */
  public String make(String keyId, String claims) {
    JWSHeader.Builder header = new JWSHeader.Builder(algorithm);
    if (!keyId.isEmpty()) {
      header.keyID(keyId);
    }
    JWSHeader built = header.build();
    String signed = built.toBase64URL() + "." + Base64URL.encode(claims);
    try {
      return signed + "." + signing.sign(built, signed.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException impossible) {
      throw new IllegalStateException("the key was read before", impossible);
    }
  }
}
