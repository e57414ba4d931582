package io.carillon.gateway.auth;

import io.carillon.gateway.config.TokensConfig;

/**
 * What every token has to say, RFC 7519 section 4.1: of its time ({@code exp}, {@code nbf}, {@code
 * iat}), whom it is for and whom it is of. Immutable.
 */
record ClaimRules(String audience, String issuer, long leewaySeconds) {
  static ClaimRules of(TokensConfig config) {
    return new ClaimRules(config.audience(), config.issuer(), config.leeway().toSeconds());
  }

  /**
   * Checks claims whose signature is verified; that it has expired is said last, as it is the one
   * thing that is told.
   *
   * @param now seconds since 1970
   */
  void check(Claims claims, long now) throws Refused {
    boolean forUs = claims.texts("aud").contains(audience);
    if (!audience.isEmpty() && !forUs) {
      throw new Refused(TokenVerdict.CLAIMS, "it is for another audience");
    }
    boolean ofOurs = claims.text("iss").equals(issuer);
    if (!issuer.isEmpty() && !ofOurs) {
      throw new Refused(TokenVerdict.CLAIMS, "it is of another issuer");
    }
    if (claims.seconds("nbf", now) > now + leewaySeconds) {
      throw new Refused(TokenVerdict.CLAIMS, "it is not valid yet");
    }
    if (claims.seconds("iat", now) > now + leewaySeconds) {
      throw new Refused(TokenVerdict.CLAIMS, "it was issued in the future");
    }
    if (claims.seconds("exp", now) + leewaySeconds < now) {
      throw new Refused(TokenVerdict.EXPIRED, "it has expired");
    }
  }
}
