package io.carillon.gateway.error;

/**
 * An expected refusal. Its message may be read by a backend, which sent what was wrong, and by a
 * client whose request is answered in plain text; over a client protocol goes the {@link ErrorCode}
 * alone. Has no stack trace.
 */
public final class GatewayException extends RuntimeException {
  private final ErrorCode code;

  /**
   * @param detail what was wrong, in words for the one who sent it; never a payload, never a token
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
