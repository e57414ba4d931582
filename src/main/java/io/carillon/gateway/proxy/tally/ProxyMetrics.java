package io.carillon.gateway.proxy.tally;

import java.util.Set;

/** Is told what goes on in a node's proxy. From any thread. */
public interface ProxyMetrics {
  /** Counts nothing. */
  ProxyMetrics NONE =
      new ProxyMetrics() {
        @Override
        public RouteMetrics route(String name) {
          return RouteMetrics.NONE;
        }

        @Override
        public void retain(Set<String> routes) {}
      };

  /**
   * What the requests of a route are told to; cheap.
   *
   * @param name in the configuration
   */
  RouteMetrics route(String name);

  /** These are the routes from now on: others are not shown any more. */
  void retain(Set<String> routes);
}
