package io.carillon.gateway.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What sends a client back to the target it was at.
 *
 * @param cookie name of the inserted cookie
 * @param secret signs the cookie; empty for one that is derived from the name of the pool, which
 *     keeps mistakes out and nobody who tries
 * @param ttl how long an unused Engine.IO session is remembered
 */
public record StickyConfig(Kind kind, String cookie, Optional<Secret> secret, Duration ttl) {
  /** What is recognised. */
  public enum Kind {
    NONE,
    COOKIE,
    SOURCE,
    ENGINE_IO
  }
}
