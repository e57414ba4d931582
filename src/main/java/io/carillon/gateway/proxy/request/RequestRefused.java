package io.carillon.gateway.proxy.request;

/** Why a request is not passed on. Has no stack trace: it is an answer, not a bug. */
public final class RequestRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param text for the client
   */
  public RequestRefused(int status, String text) {
    super(text, null, false, false);
    this.status = status;
  }

  /** For the answer to the client. */
  public int status() {
    return status;
  }
}
