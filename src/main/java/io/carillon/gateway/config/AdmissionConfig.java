package io.carillon.gateway.config;

import java.time.Duration;

/**
 * How fast a node lets in those who come at once.
 *
 * @param perSecond of this node; counts when the mode is {@code FIXED}
 * @param lag that an event loop may have, when the mode is {@code ADAPTIVE}
 * @param patience that somebody waits at most, before being asked to come back
 * @param waiting how many wait at most
 */
public record AdmissionConfig(
    Mode mode, int perSecond, Duration lag, Duration patience, int waiting) {
  /** By what. */
  public enum Mode {
    /** All at once. */
    OFF,
    /** As fast as the event loops take them without being late. */
    ADAPTIVE,
    /** So many a second. */
    FIXED
  }
}
