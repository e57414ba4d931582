package io.carillon.gateway.metrics;

/**
 * How long something took, within one second.
 *
 * @param count how often it happened; all else is 0 when it did not
 */
public record Latency(long count, double p50Millis, double p99Millis, double maxMillis) {
  /** Nothing happened. */
  public static final Latency NONE = new Latency(0, 0, 0, 0);
}
