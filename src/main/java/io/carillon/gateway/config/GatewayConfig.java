package io.carillon.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One configuration file, whole and valid.
 *
 * @param namespaces by name; always holds {@code default}
 * @param channels policies of single channels, by name
 * @param ask what is asked of backends
 * @param rules routes and pools that the node begins with; they may change while it runs
 */
public record GatewayConfig(
    NodeConfig node,
    ListenersConfig listeners,
    ClusterConfig cluster,
    BrokerConfig broker,
    AuthConfig auth,
    SessionsConfig sessions,
    LimitsConfig limits,
    ShutdownConfig shutdown,
    Map<String, ChannelPolicy> namespaces,
    Map<String, ChannelPolicy> channels,
    AskConfig ask,
    Rules rules,
    AccessLogConfig accessLog,
    LogConfig log) {
  public GatewayConfig {
    namespaces = Map.copyOf(namespaces);
    channels = Map.copyOf(channels);
  }

  /** The same with other rules. */
  public GatewayConfig withRules(Rules others) {
    return new GatewayConfig(
        node,
        listeners,
        cluster,
        broker,
        auth,
        sessions,
        limits,
        shutdown,
        namespaces,
        channels,
        ask,
        others,
        accessLog,
        log);
  }

  /** The routes that the node begins with. */
  public List<RouteConfig> routes() {
    return rules.routes();
  }

  /** The claims of clients that some policy goes by. */
  public Set<String> claims() {
    return Stream.concat(namespaces.values().stream(), channels.values().stream())
        .flatMap(policy -> policy.access().claims())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The policy of a channel: its own, else its namespace's; empty when the namespace is unknown.
   */
  public Optional<ChannelPolicy> policyOf(String channel) {
    ChannelPolicy own = channels.get(channel);
    if (own != null) {
      return Optional.of(own);
    }
    int colon = channel.indexOf(':');
    return Optional.ofNullable(namespaces.get(colon < 0 ? "default" : channel.substring(0, colon)));
  }
}
