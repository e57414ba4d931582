package io.carillon.gateway.bench;

/**
 * What can be said while it goes on.
 *
 * @param phase in which it is
 * @param elapsedMillis of this phase
 * @param phaseMillis how long this phase takes, at most; 0 when that is not known
 * @param counters all so far
 */
public record Progress(Phase phase, long elapsedMillis, long phaseMillis, Counters counters) {
  /** In their order. */
  public enum Phase {
    OPENING,
    WARMUP,
    MEASURING,
    DRAINING,
    DONE
  }
}
