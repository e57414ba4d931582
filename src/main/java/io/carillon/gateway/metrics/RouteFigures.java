package io.carillon.gateway.metrics;

import io.carillon.gateway.proxy.tally.AnswerClass;
import io.carillon.gateway.proxy.tally.Counts;
import io.carillon.gateway.proxy.tally.ProxyMetrics;
import io.carillon.gateway.proxy.tally.RefusalReason;
import io.carillon.gateway.proxy.tally.RouteMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What becomes of the requests of proxied routes. A route that is taken out is not shown any more.
 * From any thread.
 */
public final class RouteFigures implements ProxyMetrics {
  private final ConnectionFigures connections;
  private final Map<String, Route> routes = new ConcurrentHashMap<>();

  /** The names of those in force; null before anybody said. */
  private volatile Set<String> inForce;

  RouteFigures(PrometheusRegistry registry, ConnectionFigures connections) {
    this.connections = connections;
    registry.register(Rows.of(this::tell));
  }

  @Override
  public RouteMetrics route(String name) {
    Route known = routes.get(name);
    return known == null ? routes.computeIfAbsent(name, this::open) : known;
  }

  @Override
  public void retain(Set<String> names) {
    inForce = names;
    routes.keySet().retainAll(names);
    connections.retain(names);
  }

  // What ends late, of a route that is gone, would bring it back.
  private void tell(Rows rows) {
    Set<String> shown = inForce;
    routes.forEach(
        (name, route) -> {
          if (shown == null || shown.contains(name)) {
            route.tell(rows, name);
          }
        });
  }

  private Route open(String name) {
    return new Route(connections.of(ConnectionFigures.LINK, name));
  }

  private static final class Route implements RouteMetrics {
    private final Connections links;
    private final Counts<RefusalReason> refused = new Counts<>(RefusalReason.class);
    private final Counts<AnswerClass> handshakes = new Counts<>(AnswerClass.class);
    private final Counts<AnswerClass> requests = new Counts<>(AnswerClass.class);
    private final TimeCell handshakeTimes = new TimeCell();
    private final TimeCell requestTimes = new TimeCell();

    Route(Connections links) {
      this.links = links;
    }

    @Override
    public void refused(RefusalReason reason) {
      refused.count(reason);
    }

    @Override
    public void handshake(int status, long nanos) {
      handshakes.count(AnswerClass.of(status));
      handshakeTimes.record(nanos, 1);
    }

    @Override
    public void request(int status, long nanos) {
      requests.count(AnswerClass.of(status));
      requestTimes.record(nanos, 1);
    }

    @Override
    public void opened() {
      links.opened();
    }

    @Override
    public void closed(int code, boolean slow) {
      links.closed(code);
      if (slow) {
        links.slow();
      }
    }

    void tell(Rows rows, String name) {
      for (RefusalReason reason : RefusalReason.values()) {
        rows.counter(
            "carillon_route_refused",
            "Requests refused before anything was dialled",
            refused.of(reason),
            "route",
            name,
            "reason",
            Rows.text(reason));
      }
      for (AnswerClass status : AnswerClass.values()) {
        String[] labels = {"route", name, "status", status.text()};
        rows.counter(
                "carillon_route_handshakes",
                "Handshakes that were answered, by the class of the status: 1xx for links",
                handshakes.of(status),
                labels)
            .counter(
                "carillon_route_requests",
                "Plain requests, by the class of the status",
                requests.of(status),
                labels);
      }
      rows.histogram(
              "carillon_route_handshake_seconds",
              "From a handshake to its answer",
              handshakeTimes,
              "route",
              name)
          .histogram(
              "carillon_route_request_seconds",
              "From a plain request to the end of its answer",
              requestTimes,
              "route",
              name);
    }
  }
}
