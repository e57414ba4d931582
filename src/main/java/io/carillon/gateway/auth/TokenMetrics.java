package io.carillon.gateway.auth;

/** Counts tokens and the fetches of keys. From any thread. */
public interface TokenMetrics {
  /** Counts nothing. */
  TokenMetrics NONE =
      new TokenMetrics() {
        @Override
        public void judged(TokenVerdict verdict) {}

        @Override
        public void fetched(boolean usable) {}
      };

  /** A token was brought. */
  void judged(TokenVerdict verdict);

  /**
   * The set of public keys was fetched.
   *
   * @param usable whether it came, and could be read
   */
  void fetched(boolean usable);
}
