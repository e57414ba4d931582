package io.carillon.gateway.dashboard;

/**
 * Somebody who got in.
 *
 * @param user as others read it
 * @param until when the log-in ends, since 1970 in milliseconds
 */
record Grant(String user, long until) {
  /** Whoever is at this machine, when there is no password. */
  static final Grant LOCAL = new Grant("local", Long.MAX_VALUE);

  boolean isOver(long now) {
    return now >= until;
  }
}
