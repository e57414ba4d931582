package io.carillon.gateway.error;

/**
 * An expected refusal. Its message is for our log; the peer reads only the {@link ErrorCode}. Has
 * no stack trace.
 */
public final class GatewayException extends RuntimeException {
  private final ErrorCode code;

  /**
   * @param detail what was wrong, for the log; never a payload, never a token
   */
  public GatewayException(ErrorCode code, String detail) {
    super(code.text() + ": " + detail, null, false, false);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  /** The code of an expected refusal; {@code INTERNAL} for everything else. */
  public static ErrorCode codeOf(Throwable failure) {
    return failure instanceof GatewayException refusal ? refusal.code : ErrorCode.INTERNAL;
  }
}
