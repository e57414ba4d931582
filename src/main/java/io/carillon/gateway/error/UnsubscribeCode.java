package io.carillon.gateway.error;

/**
 * Why a subscription ended without the client asking: below 2500 it stays so, from 2500 on the
 * client subscribes again.
 */
public enum UnsubscribeCode {
  SERVER(2000, "server unsubscribe"),
  INSUFFICIENT_STATE(2500, "insufficient state"),
  EXPIRED(2501, "subscription expired");

  private final int number;
  private final String reason;

  UnsubscribeCode(int number, String reason) {
    this.number = number;
    this.reason = reason;
  }

  /** The number in the unsubscribe push. */
  public int number() {
    return number;
  }

  /** The text in the unsubscribe push. */
  public String reason() {
    return reason;
  }
}
