package io.carillon.gateway.node;

import io.carillon.gateway.config.RouteConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which endpoint serves a request, by host and path; the most specific route wins: a named host
 * before a wildcard before any, an exact path before a longer prefix before a shorter. Immutable.
 *
 * @param <E> what stands behind a route
 */
final class RouteTable<E> {
  private final List<Route<E>> routes = new ArrayList<>();

  /**
   * @param endpoints makes what stands behind a route
   */
  RouteTable(List<RouteConfig> routes, Function<RouteConfig, E> endpoints) {
    for (RouteConfig route : routes) {
      this.routes.add(new Route<>(route, endpoints.apply(route)));
    }
    this.routes.sort(Comparator.comparing((Route<E> route) -> route.rank()).reversed());
  }

  /**
   * The endpoint for a request.
   *
   * @param host without its port; empty when the request names none
   * @param path as it came
   */
  Optional<E> match(String host, String path) {
    String lowerHost = host.toLowerCase(Locale.ROOT);
    for (Route<E> route : routes) {
      if (route.fits(lowerHost, path)) {
        return Optional.of(route.endpoint());
      }
    }
    return Optional.empty();
  }

  private record Route<E>(RouteConfig config, E endpoint) {
    // Higher is more specific. Paths are far shorter than a million characters.
    long rank() {
      String host = config.host().orElse("");
      long hostRank = host.isEmpty() ? 0 : host.startsWith("*.") ? host.length() : 1_000;
      long exact = config.path().endsWith("/") ? 0 : 1;
      return (hostRank << 40) + (exact << 32) + config.path().length();
    }

    boolean fits(String host, String path) {
      return fitsHost(host) && fitsPath(path);
    }

    private boolean fitsHost(String host) {
      String wanted = config.host().orElse("").toLowerCase(Locale.ROOT);
      return wanted.isEmpty()
          || (wanted.startsWith("*.") ? host.endsWith(wanted.substring(1)) : host.equals(wanted));
    }

    private boolean fitsPath(String path) {
      String wanted = config.path();
      if (!wanted.endsWith("/")) {
        return path.equals(wanted);
      }
      // A prefix also means itself without the slash, as people type it.
      return path.startsWith(wanted)
          || (path.length() == wanted.length() - 1 && wanted.startsWith(path));
    }
  }
}
