package io.carillon.gateway.proxy.upstream;

/** Why no target could be had. Has no stack trace: it is an answer, not a bug. */
public final class UpstreamFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status 502, 503 or 504
   * @param text for the client
   */
  public UpstreamFailure(int status, String text) {
    super(text, null, false, false);
    this.status = status;
  }

  /** For the answer to the client. */
  public int status() {
    return status;
  }
}
