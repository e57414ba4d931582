package io.carillon.gateway.config;

import java.util.Optional;

/**
 * What tokens are verified with.
 *
 * @param hmacSecret of tokens signed with HS256, HS384 or HS512; empty when there are none
 */
public record TokensConfig(Optional<Secret> hmacSecret) {
  /** Whether there is anything to verify a token with. */
  public boolean areVerified() {
    return hmacSecret.isPresent();
  }
}
