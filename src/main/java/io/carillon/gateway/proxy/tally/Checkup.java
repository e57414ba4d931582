package io.carillon.gateway.proxy.tally;

import java.time.Duration;
import java.time.Instant;

/**
 * The last check of a target.
 *
 * @param text what came of it; empty before the first
 * @param at when; {@link Instant#EPOCH} before the first
 */
public record Checkup(String text, Instant at, Duration took) {
  /** Of a target that was never checked. */
  static final Checkup NONE = new Checkup("", Instant.EPOCH, Duration.ZERO);
}
