package io.carillon.gateway.backend;

/** A backend has not answered, or nothing that makes sense. Has no stack trace. */
public final class Silence extends RuntimeException {
  private final Outcome outcome;

  Silence(Outcome outcome, String detail) {
    super(detail, null, false, false);
    this.outcome = outcome;
  }

  /** Why. */
  public Outcome outcome() {
    return outcome;
  }
}
