package io.carillon.gateway.auth;

import io.carillon.gateway.config.AuthConfig;
import io.vertx.core.Future;
import java.util.Optional;

/** Decides who may come in. Immutable; callable from any thread. */
public final class Authenticator {
  private final AuthConfig config;
  private final TokenVerifier tokens;

  public Authenticator(AuthConfig config) {
    this.config = config;
    this.tokens = new TokenVerifier(config.tokens());
  }

  /**
   * Who a token is of.
   *
   * @return failed with {@code UNAUTHORIZED} when it cannot be told, or is told no more
   */
  public Future<Principal> verify(String token) {
    return tokens.verify(token);
  }

  /** Who comes without a token; empty when nobody may. */
  public Optional<Principal> anonymous() {
    return config.anonymous() ? Optional.of(Principal.ANONYMOUS) : Optional.empty();
  }
}
