package io.carillon.gateway.bench;

/** What a bench was asked for cannot be done, for a reason that is told in one line. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BenchException(String message) {
    super(message, null, false, false);
  }
}
