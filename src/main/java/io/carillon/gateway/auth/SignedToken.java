package io.carillon.gateway.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A token taken apart, RFC 7515 section 7.1: nothing in it is trusted yet.
 *
 * @param algorithm that it says it is signed with; one that we know
 * @param keyId that it says; empty when it says none
 * @param signed the bytes under the signature
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record SignedToken(
    JWSAlgorithm algorithm, String keyId, Claims claims, byte[] signed, Base64URL signature) {
  private static final int MOST_CHARACTERS = 16 * 1024;
  private static final int MOST_KEY_ID = 256;

  // Without none, and without those that no key of ours can have.
  private static final Map<String, JWSAlgorithm> ALGORITHMS =
      Stream.of(
              JWSAlgorithm.HS256,
              JWSAlgorithm.HS384,
              JWSAlgorithm.HS512,
              JWSAlgorithm.RS256,
              JWSAlgorithm.RS384,
              JWSAlgorithm.RS512,
              JWSAlgorithm.PS256,
              JWSAlgorithm.PS384,
              JWSAlgorithm.PS512,
              JWSAlgorithm.ES256,
              JWSAlgorithm.ES384,
              JWSAlgorithm.ES512)
          .collect(Collectors.toUnmodifiableMap(JWSAlgorithm::getName, Function.identity()));

  static SignedToken parse(String token) throws Refused {
    if (token.length() > MOST_CHARACTERS) {
      throw malformed("it is longer than " + MOST_CHARACTERS);
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw malformed("it has not three parts");
    }
    Claims header = Claims.read(decode(parts[0]));
    JWSAlgorithm algorithm = ALGORITHMS.get(header.text("alg"));
    if (algorithm == null) {
      throw malformed("its algorithm is none of ours");
    }
    if (header.has("crit")) {
      throw malformed("it demands what we do not know"); // RFC 7515 section 4.1.11
    }
    String keyId = header.text("kid");
    if (keyId.length() > MOST_KEY_ID) {
      throw malformed("its key id is longer than " + MOST_KEY_ID);
    }
    decode(parts[2]);
    byte[] signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    return new SignedToken(
        algorithm, keyId, Claims.read(decode(parts[1])), signed, new Base64URL(parts[2]));
  }

  private static byte[] decode(String part) throws Refused {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException other) {
      throw malformed("a part is no Base64");
    }
  }

  private static Refused malformed(String reason) {
    return new Refused(TokenVerdict.MALFORMED, reason);
  }

  /** Whether to verify it takes next to no time. */
  boolean isQuick() {
    return JWSAlgorithm.Family.HMAC_SHA.contains(algorithm);
  }
}
