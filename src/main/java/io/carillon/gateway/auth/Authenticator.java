package io.carillon.gateway.auth;

import io.carillon.gateway.config.AuthConfig;
import java.util.Optional;

/** Decides who may come in. Immutable; callable from any thread. */
public final class Authenticator {
  private final AuthConfig config;

  public Authenticator(AuthConfig config) {
    this.config = config;
  }

  /** Who comes without a token; empty when nobody may. */
  public Optional<Principal> anonymous() {
    return config.anonymous() ? Optional.of(Principal.ANONYMOUS) : Optional.empty();
  }
}
