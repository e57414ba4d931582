package io.carillon.gateway.metrics;

import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.session.ClientMetrics;
import io.carillon.gateway.session.SessionMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * Who comes and goes: clients that are terminated here, and links. A route that is taken out is
 * shown until the last that came by it has gone. From any thread.
 */
public final class ConnectionFigures implements SessionMetrics {
  /** The kind of connections that are relayed. */
  public static final String LINK = "link";

  private final Map<Origin, Connections> all = new ConcurrentHashMap<>();

  /**
   * Those without a connection, of routes that are gone: handshakes by these may still be under way
   * and count here, also when the route is there again.
   */
  private final Map<Origin, WeakReference<Connections>> gone = new ConcurrentHashMap<>();

  private final Map<String, Flow> kinds = new ConcurrentHashMap<>();
  private final Map<Ending, LongAdder> endings = new ConcurrentHashMap<>();

  /** The names of the routes in force; null before anybody said. */
  private volatile Set<String> inForce;

  ConnectionFigures(PrometheusRegistry registry) {
    registry.register(Rows.of(this::tell));
  }

  @Override
  public ClientMetrics of(Kind kind, String route) {
    return of(Rows.text(kind), route);
  }

  /**
   * What connections of one kind that came by one route count with.
   *
   * @param route its name in the configuration
   */
  public Connections of(String kind, String route) {
    return all.computeIfAbsent(new Origin(kind, route), this::find);
  }

  private Connections find(Origin origin) {
    WeakReference<Connections> reference = gone.remove(origin);
    Connections before = reference == null ? null : reference.get();
    return before != null
        ? before
        : new Connections(
            kinds.computeIfAbsent(origin.kind, any -> new Flow()),
            connections -> all.compute(origin, (same, known) -> connections),
            code -> ended(origin.kind, code));
  }

  /** These are the routes from now on. */
  void retain(Set<String> routes) {
    inForce = routes;
    gone.values().removeIf(reference -> reference.get() == null);
    for (Origin origin : all.keySet()) {
      if (!routes.contains(origin.route)) {
        // No connection opens meanwhile: it would be told in the same place.
        all.computeIfPresent(origin, this::leave);
      }
    }
  }

  private Connections leave(Origin origin, Connections connections) {
    if (connections.flow().here() > 0) {
      return connections;
    }
    gone.put(origin, new WeakReference<>(connections));
    return null;
  }

  /** Connections that are open. */
  public long open() {
    return sum(Flow::here);
  }

  long open(String kind) {
    Flow flow = kinds.get(kind);
    return flow == null ? 0 : flow.here();
  }

  long opened() {
    return sum(Flow::opened);
  }

  long closed() {
    return sum(Flow::closed);
  }

  long slow() {
    return sum(Flow::slowOnes);
  }

  private long sum(ToLongFunction<Flow> figure) {
    return kinds.values().stream().mapToLong(figure).sum();
  }

  // Those of routes that are gone stay.
  private void ended(String kind, int code) {
    endings.computeIfAbsent(new Ending(kind, nameOf(code)), any -> new LongAdder()).increment();
  }

  private void tell(Rows rows) {
    Set<String> routes = inForce;
    all.forEach(
        (origin, connections) -> {
          Flow flow = connections.flow();
          if (routes == null || routes.contains(origin.route) || flow.here() > 0) {
            tell(rows, flow, "kind", origin.kind, "route", origin.route);
          }
        });
    endings.forEach(
        (ending, count) ->
            rows.counter(
                "carillon_connections_closed",
                "Connections that ended, by our close code, other when the client closed",
                count.sum(),
                "code",
                ending.code,
                "kind",
                ending.kind));
  }

  private static void tell(Rows rows, Flow flow, String... labels) {
    rows.gauge("carillon_connections", "Connections that are open", flow.here(), labels)
        .counter(
            "carillon_connections_opened", "Connections that were accepted", flow.opened(), labels)
        .counter(
            "carillon_slow_clients",
            "Clients that lost their connection since they did not keep up",
            flow.slowOnes(),
            labels);
  }

  private static String nameOf(int code) {
    if (code == 0) {
      return "none";
    }
    for (CloseCode one : CloseCode.values()) {
      if (one.number() == code) {
        return Rows.text(one);
      }
    }
    return "other";
  }

  private record Origin(String kind, String route) {}

  private record Ending(String kind, String code) {}
}
