package io.carillon.gateway.auth;

/**
 * Who a client is.
 *
 * @param user id; empty when anonymous
 */
public record Principal(String user) {
  /** Nobody in particular. */
  public static final Principal ANONYMOUS = new Principal("");
}
