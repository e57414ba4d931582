package io.carillon.gateway.config;

import java.util.List;
import java.util.Optional;

/**
 * One line of the route table.
 *
 * @param path exact, or a prefix when it ends in a slash
 * @param host exact, or with {@code *} as its first label; empty for any
 * @param serve the endpoint behind it
 * @param channels that the server subscribes each client of the route to
 * @param publish whether WebSocket clients of a {@code subscribe} route publish what they send
 */
public record RouteConfig(
    String path, Optional<String> host, Endpoint serve, List<String> channels, boolean publish) {
  public RouteConfig {
    channels = List.copyOf(channels);
  }

  /** What the gateway itself can serve. */
  public enum Endpoint {
    CENTRIFUGE,
    SUBSCRIBE,
    DEMO
  }
}
