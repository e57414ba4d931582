package io.carillon.gateway.auth;

/**
 * A token that is not taken, and why, for counts and logs: who brought it is not told. Has no stack
 * trace: it is no bug. Within this package; what leaves it is a {@code GatewayException}.
 */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final TokenVerdict verdict;

  /**
   * @param reason of ours, without anything of the token
   */
  Refused(TokenVerdict verdict, String reason) {
    super(reason, null, false, false);
    this.verdict = verdict;
  }

  TokenVerdict verdict() {
    return verdict;
  }
}
