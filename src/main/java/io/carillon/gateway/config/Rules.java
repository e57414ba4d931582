package io.carillon.gateway.config;

import java.util.List;
import java.util.Map;

/**
 * The part of the configuration that may change while nodes run. Valid as a whole: every route
 * names a pool that is there.
 *
 * @param pools by name
 */
public record Rules(List<RouteConfig> routes, Map<String, PoolConfig> pools) {
  public Rules {
    routes = List.copyOf(routes);
    pools = Map.copyOf(pools);
  }
}
