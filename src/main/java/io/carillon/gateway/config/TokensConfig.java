package io.carillon.gateway.config;

import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What tokens are verified with.
 *
 * @param hmacSecrets of tokens signed with HS256, HS384 or HS512, each of which will do
 * @param publicKeys RSA keys, of RS and PS algorithms, and EC keys, each of the ES of its curve
 * @param jwks where further public keys are; empty when nowhere
 * @param audience that a token has to be for; empty when it does not matter
 * @param issuer that a token has to be of; empty when it does not matter
 * @param leeway by which clocks may differ
 */
public record TokensConfig(
    List<Secret> hmacSecrets,
    List<PublicKey> publicKeys,
    Optional<JwksConfig> jwks,
    String audience,
    String issuer,
    Duration leeway) {
  /** By so much clocks may differ where nothing else is said. */
  public static final Duration LEEWAY = Duration.ofSeconds(5);

  public TokensConfig {
    hmacSecrets = List.copyOf(hmacSecrets);
    publicKeys = List.copyOf(publicKeys);
  }

  /** Verifies with these secrets alone. */
  public static TokensConfig ofSecrets(Secret... secrets) {
    return new TokensConfig(List.of(secrets), List.of(), Optional.empty(), "", "", LEEWAY);
  }

  /** Whether there is anything to verify a token with. */
  public boolean areVerified() {
    return !hmacSecrets.isEmpty() || !publicKeys.isEmpty() || jwks.isPresent();
  }
}
