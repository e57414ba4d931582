package io.carillon.gateway.proxy.pool;

import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.tally.Checkup;
import io.carillon.gateway.proxy.tally.Traffic;
import java.time.Instant;
import java.util.Optional;

/**
 * A target as this node sees it at one moment.
 *
 * @param address {@code host:port}
 * @param weight as configured; while it starts slowly its share is smaller
 * @param wanted what operators want of it
 * @param health what checks say of it
 * @param ejectedUntil when it is used again; empty when it is not ejected
 * @param open connections of this node to it, those that are being made included
 * @param mostOpen the most there ever were at once
 * @param maxConnections that it may have; 0 for any number
 * @param total connections so far
 * @param failures dials, handshakes and requests that failed so far, and links that broke early
 * @param changed when it last came up, went down, was ejected or wanted otherwise
 * @param reason of that change
 * @param traffic of its links and requests so far; of a link that is open, up to a second ago
 * @param checkup the last check
 */
public record TargetStatus(
    String name,
    String address,
    boolean tls,
    int weight,
    TargetConfig.State wanted,
    Health health,
    Optional<Instant> ejectedUntil,
    int open,
    int mostOpen,
    int maxConnections,
    long total,
    long failures,
    Instant changed,
    String reason,
    Traffic traffic,
    Checkup checkup) {

  /** All of it in a word. */
  public TargetState state() {
    if (wanted != TargetConfig.State.ENABLED) {
      return wanted == TargetConfig.State.DRAIN ? TargetState.DRAINING : TargetState.MAINTENANCE;
    }
    if (health == Health.DOWN) {
      return TargetState.DOWN;
    }
    if (ejectedUntil.isPresent()) {
      return TargetState.EJECTED;
    }
    return health == Health.UP ? TargetState.UP : TargetState.UNCHECKED;
  }
}
