package io.carillon.gateway.error;

/**
 * Every way a request is refused, on any face of the gateway. One table for the client protocol and
 * the HTTP API (the number), for HTTP status lines and for metrics (the name).
 */
public enum ErrorCode {
  INTERNAL(100, 500, true, "internal server error"),
  UNAUTHORIZED(101, 401, false, "unauthorized"),
  UNKNOWN_CHANNEL(102, 404, false, "unknown channel"),
  PERMISSION_DENIED(103, 403, false, "permission denied"),
  METHOD_NOT_FOUND(104, 404, false, "method not found"),
  ALREADY_SUBSCRIBED(105, 400, false, "already subscribed"),
  LIMIT_EXCEEDED(106, 400, false, "limit exceeded"),
  BAD_REQUEST(107, 400, false, "bad request"),
  NOT_AVAILABLE(108, 404, false, "not available"),
  TOKEN_EXPIRED(109, 401, false, "token expired"),
  EXPIRED(110, 401, false, "expired"),
  TOO_MANY_REQUESTS(111, 429, true, "too many requests"),
  UNRECOVERABLE_POSITION(112, 416, false, "unrecoverable position"),
  CONFLICT(409, 409, false, "conflict"),
  UNAVAILABLE(503, 503, true, "unavailable");

  private final int number;
  private final int httpStatus;
  private final boolean retryable;
  private final String text;

  ErrorCode(int number, int httpStatus, boolean retryable, String text) {
    this.number = number;
    this.httpStatus = httpStatus;
    this.retryable = retryable;
    this.text = text;
  }

  /** The number on the wire, as Centrifuge clients know it. */
  public int number() {
    return number;
  }

  /** The HTTP status that says the same. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether the same request may succeed later ({@code temporary} on the wire). */
  public boolean retryable() {
    return retryable;
  }

  /** What a client protocol says, whatever the cause. */
  public String text() {
    return text;
  }
}
