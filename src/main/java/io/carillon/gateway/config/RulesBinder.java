package io.carillon.gateway.config;

import java.util.List;
import java.util.Map;

/** Reads what may change while nodes run, wherever it comes from. */
final class RulesBinder {
  private RulesBinder() {}

  /**
   * Reads routes and pools.
   *
   * @param maxChannels of one client
   * @param before pools whose secrets {@code ***} stands for
   */
  static Rules bind(
      Section root,
      Map<String, ChannelPolicy> namespaces,
      Map<String, ChannelPolicy> channels,
      AuthConfig auth,
      Map<String, PoolConfig> before,
      int maxChannels) {
    Map<String, PoolConfig> pools = new PoolBinder(before).pools(root);
    RouteBinder binder =
        new RouteBinder(
            new ChannelsBinder(namespaces, channels),
            new ActionBinder(pools.keySet(), auth),
            maxChannels);
    List<RouteConfig> routes = binder.routes(root);
    return new Rules(routes, pools);
  }
}
