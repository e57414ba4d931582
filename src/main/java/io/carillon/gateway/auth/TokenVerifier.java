package io.carillon.gateway.auth;

import io.carillon.gateway.config.TokensConfig;
import io.vertx.core.Future;

/**
 * JSON Web Tokens, RFC 7519: their signature, their time, whom they are for and of. A token without
 * a signature is none. Callable from any thread. What takes little time is done at once: a
 * signature by a secret is. One by a public key costs 30 to 300 microseconds, so thousands of
 * newcomers would stall an event loop: those are verified by threads of their own.
 */
final class TokenVerifier {
  private final ClaimRules rules;
  private final KeyRing own;
  private final RemoteKeys remote;
  private final Workers workers;

  /**
   * @param remote keys that are fetched; null for none
   */
  TokenVerifier(TokensConfig config, RemoteKeys remote, Workers workers) {
    this.rules = ClaimRules.of(config);
    this.own = KeyRing.of(config);
    this.remote = remote;
    this.workers = workers;
  }

  /**
   * What a sound token says.
   *
   * @return failed with {@link Refused}; completed by any thread, at once where that is possible
   */
  Future<Claims> verify(String token) {
    SignedToken signed;
    try {
      signed = SignedToken.parse(token);
    } catch (Refused malformed) {
      return Future.failedFuture(malformed);
    }
    return isSigned(signed)
        .compose(
            yes -> {
              try {
                return Future.succeededFuture(check(signed, yes));
              } catch (Refused refused) {
                return Future.failedFuture(refused);
              }
            });
  }

  /**
   * What a sound token says, for callers that cannot wait: by the thread that calls, with the keys
   * that are there.
   */
  Claims verifyAtOnce(String token) throws Refused {
    SignedToken signed = SignedToken.parse(token);
    boolean yes = own.verifies(signed);
    if (!yes && remote != null && !signed.isQuick()) {
      yes = remote.ringAtOnce(signed.keyId()).verifies(signed);
    }
    return check(signed, yes);
  }

  private Claims check(SignedToken token, boolean signed) throws Refused {
    if (!signed) {
      throw new Refused(TokenVerdict.SIGNATURE, "no key has signed it");
    }
    rules.check(token.claims(), System.currentTimeMillis() / 1_000);
    return token.claims();
  }

  private Future<Boolean> isSigned(SignedToken token) {
    if (token.isQuick()) {
      return Future.succeededFuture(own.verifies(token));
    }
    return isSigned(token, own)
        .compose(
            yes ->
                yes || remote == null
                    ? Future.succeededFuture(yes)
                    : remote.ring(token.keyId()).compose(ring -> isSigned(token, ring)));
  }

  private Future<Boolean> isSigned(SignedToken token, KeyRing ring) {
    return ring.fits(token)
        ? workers.run(() -> ring.verifies(token))
        : Future.succeededFuture(false);
  }
}
