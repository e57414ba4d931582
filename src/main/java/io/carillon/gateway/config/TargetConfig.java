package io.carillon.gateway.config;

/**
 * One server of a pool.
 *
 * @param name unique in its pool; {@code host:port} when nothing else was given
 * @param tls whether it is spoken to over TLS
 * @param weight its share beside the others; 0 for none but what is sticky
 * @param maxConnections at the same time and from this node; 0 for any number
 */
public record TargetConfig(
    String name, String host, int port, boolean tls, int weight, int maxConnections, State state) {
  /** What operators want of it. */
  public enum State {
    /** It takes its share. */
    ENABLED,
    /** It keeps what it has, and what is sticky, and gets nothing new. */
    DRAIN,
    /** It gets nothing at all; links that are open live on. */
    MAINTENANCE
  }
}
