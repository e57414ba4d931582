package io.carillon.gateway.node;

import io.carillon.gateway.config.NormalPath;
import io.carillon.gateway.config.PathPattern;
import io.carillon.gateway.config.RouteConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which endpoint serves a request, by host, path and headers; the most specific route wins: a named
 * host before a wildcard before any, then the path as {@link PathPattern#MOST_SPECIFIC_FIRST} has
 * it, then more headers before fewer. Immutable.
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
    this.routes.sort(
        Comparator.comparing((Route<E> route) -> -route.hostRank())
            .thenComparing(route -> route.path, PathPattern.MOST_SPECIFIC_FIRST)
            .thenComparing(route -> -route.headers.size()));
  }

  /**
   * The endpoint for a request. Paths are compared as {@link NormalPath} has them. One with a
   * {@code .} or {@code ..} segment is on no route: what a target makes of it may belong to
   * another.
   *
   * @param host without its port; empty when the request names none
   * @param path as it came
   * @param headers the first value of a header by its name; null when there is none
   */
  Optional<E> match(String host, String path, Function<String, String> headers) {
    String normal = NormalPath.of(path);
    if (normal == null) {
      return Optional.empty();
    }
    // The dot that says that a name is whole; DNS and servers take it with and without.
    String whole = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String lowerHost = whole.toLowerCase(Locale.ROOT);
    for (Route<E> route : routes) {
      if (route.fits(lowerHost, normal, headers)) {
        return route.answer;
      }
    }
    return Optional.empty();
  }

  /** Everything a comparison needs, made once. */
  private static final class Route<E> {
    private static final int EXACT = 1_000;

    private final String host;
    private final boolean wildcard;
    private final PathPattern path;
    private final List<Map.Entry<String, String>> headers;
    private final Optional<E> answer;

    Route(RouteConfig config, E endpoint) {
      String wanted = config.host().orElse("").toLowerCase(Locale.ROOT);
      wildcard = wanted.startsWith("*.");
      host = wildcard ? wanted.substring(1) : wanted;
      path = PathPattern.of(config.path());
      headers = List.copyOf(config.headers().entrySet());
      answer = Optional.of(endpoint);
    }

    // Higher is more specific: a host is far shorter than a thousand characters.
    int hostRank() {
      return host.isEmpty() || wildcard ? host.length() : EXACT;
    }

    boolean fits(String askedHost, String askedPath, Function<String, String> asked) {
      return fitsHost(askedHost) && path.matches(askedPath) && fitsHeaders(asked);
    }

    private boolean fitsHost(String asked) {
      return host.isEmpty() || (wildcard ? asked.endsWith(host) : asked.equals(host));
    }

    private boolean fitsHeaders(Function<String, String> asked) {
      for (int i = 0; i < headers.size(); i++) {
        String value = asked.apply(headers.get(i).getKey());
        String wanted = headers.get(i).getValue();
        if (value == null || !(wanted.isEmpty() || wanted.equals(value))) {
          return false;
        }
      }
      return true;
    }
  }
}
