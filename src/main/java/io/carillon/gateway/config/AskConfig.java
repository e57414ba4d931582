package io.carillon.gateway.config;

import java.util.Map;
import java.util.Optional;

/**
 * Which backends are asked what; who may subscribe and publish is asked as the policy of the
 * channel says.
 *
 * @param backends by name
 * @param connect says who a client is that shows no token
 * @param refresh says whether a client may stay whose time is over
 * @param subRefresh says whether a client may go on to hear a channel that a backend let it hear
 * @param rpc by the method that is called; one that ends in {@code *} stands for all that begin so
 */
public record AskConfig(
    Map<String, BackendConfig> backends,
    Optional<BackendConfig> connect,
    Optional<BackendConfig> refresh,
    Optional<BackendConfig> subRefresh,
    Map<String, BackendConfig> rpc) {
  public AskConfig {
    backends = Map.copyOf(backends);
    rpc = Map.copyOf(rpc);
  }
}
