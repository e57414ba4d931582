package io.carillon.gateway.broker.embedded;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of the cluster, or of a node that is alone, as it was when this node joined, and what
 * has passed since: a wall clock that is set, here or on another node, neither ages publications
 * nor revives them.
 */
final class ClusterClock implements InstantSource {
  private final long joinedMillis;
  private final long joinedNanos = System.nanoTime();

  ClusterClock(long joinedMillis) {
    this.joinedMillis = joinedMillis;
  }

  @Override
  public long millis() {
    return joinedMillis + (System.nanoTime() - joinedNanos) / 1_000_000;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
