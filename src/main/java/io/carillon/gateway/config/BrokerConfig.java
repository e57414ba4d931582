package io.carillon.gateway.config;

/**
 * What carries publications between nodes.
 *
 * @param redis counts only when {@code type} says so
 */
public record BrokerConfig(Type type, RedisConfig redis) {
  /** The implementations there are. */
  public enum Type {
    /** Nothing to install: the nodes themselves. */
    EMBEDDED,
    /** A Redis that is there. */
    REDIS
  }
}
