package io.carillon.gateway.cluster;

/**
 * A node was refused, or refuses to go on, since the others talk or keep what they share in another
 * way, see {@link Protocol}. Has no stack trace: it is an answer, not a bug.
 */
public final class OtherGeneration extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is known of it. */
  public OtherGeneration(String text) {
    super(text, null, false, false);
  }
}
