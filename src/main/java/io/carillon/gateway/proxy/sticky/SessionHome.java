package io.carillon.gateway.proxy.sticky;

import java.time.Duration;

/**
 * Where a session of Engine.IO is.
 *
 * @param target name of the target
 * @param ttl for how long the cluster remembers it, from its last use on
 */
record SessionHome(String target, Duration ttl) {
  /** As the nodes tell each other: milliseconds and the name. */
  String text() {
    return ttl.toMillis() + " " + target;
  }

  /** Reads {@link #text}; null when it is none. */
  static SessionHome parse(String text) {
    int space = text.indexOf(' ');
    try {
      long millis = space < 0 ? 0 : Long.parseLong(text, 0, space, 10);
      return millis <= 0
          ? null
          : new SessionHome(text.substring(space + 1), Duration.ofMillis(millis));
    } catch (NumberFormatException unreadable) {
      return null;
    }
  }
}
