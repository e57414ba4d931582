package io.carillon.gateway.proxy.pool;

/** What checks say of a target. */
public enum Health {
  /** Nothing yet, or it is not checked; it is used as if it were up. */
  UNKNOWN,
  UP,
  DOWN
}
