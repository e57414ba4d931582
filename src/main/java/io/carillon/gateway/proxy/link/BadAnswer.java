package io.carillon.gateway.proxy.link;

/** What a target answered is no answer to the handshake. Has no stack trace: it is no bug. */
final class BadAnswer extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason for our log
   */
  BadAnswer(String reason) {
    super(reason, null, false, false);
  }
}
