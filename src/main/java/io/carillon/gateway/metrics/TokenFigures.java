package io.carillon.gateway.metrics;

import io.carillon.gateway.auth.TokenMetrics;
import io.carillon.gateway.auth.TokenVerdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Tokens that clients brought, and keys that were fetched to verify them. From any thread. */
public final class TokenFigures implements TokenMetrics {
  private final Map<TokenVerdict, Counter> tokens = new EnumMap<>(TokenVerdict.class);
  private final Counter fetched;
  private final Counter failed;

  TokenFigures(PrometheusMeterRegistry registry) {
    for (TokenVerdict verdict : TokenVerdict.values()) {
      tokens.put(
          verdict,
          Counter.builder("carillon.tokens")
              .description("Tokens that were brought, by what became of them")
              .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    fetched = fetches("ok", registry);
    failed = fetches("failed", registry);
  }

  private static Counter fetches(String outcome, PrometheusMeterRegistry registry) {
    return Counter.builder("carillon.tokens.key.fetches")
        .description("Fetches of the set of public keys")
        .tag("outcome", outcome)
        .register(registry);
  }

  @Override
  public void judged(TokenVerdict verdict) {
    tokens.get(verdict).increment();
  }

  @Override
  public void fetched(boolean usable) {
    (usable ? fetched : failed).increment();
  }
}
