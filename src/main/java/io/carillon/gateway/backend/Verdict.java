package io.carillon.gateway.backend;

/**
 * What a backend says.
 *
 * @param <T> what it says when it agrees
 */
public sealed interface Verdict<T> {
  /** It agrees. */
  record Granted<T>(T result) implements Verdict<T> {}

  /**
   * It refuses; the client goes on.
   *
   * @param code 400 to 1999
   * @param message for the client
   */
  record Denied<T>(int code, String message, boolean temporary) implements Verdict<T> {}

  /**
   * It wants the client to be hung up on.
   *
   * @param code 4000 to 4999
   * @param reason for the close frame, of at most 123 bytes
   */
  record HangUp<T>(int code, String reason) implements Verdict<T> {}
}
