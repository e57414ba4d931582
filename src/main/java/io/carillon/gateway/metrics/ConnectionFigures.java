package io.carillon.gateway.metrics;

import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.session.ClientMetrics;
import io.carillon.gateway.session.SessionMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Who comes and goes: clients that are terminated here, and links. From any thread. */
public final class ConnectionFigures implements SessionMetrics {
  /** The kind of connections that are relayed. */
  public static final String LINK = "link";

  private final PrometheusMeterRegistry registry;
  private final Map<Origin, Connections> all = new ConcurrentHashMap<>();
  private final Map<Ending, LongAdder> endings = new ConcurrentHashMap<>();

  ConnectionFigures(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public ClientMetrics of(Kind kind, String route) {
    return of(kind.name().toLowerCase(Locale.ROOT), route);
  }

  /**
   * What connections of one kind that came by one route count with.
   *
   * @param route its name in the configuration
   */
  public Connections of(String kind, String route) {
    return all.computeIfAbsent(new Origin(kind, route), this::register);
  }

  /** Connections that are open. */
  long open() {
    return all.values().stream().mapToLong(Connections::open).sum();
  }

  long open(String kind) {
    return all.entrySet().stream()
        .filter(entry -> entry.getKey().kind.equals(kind))
        .mapToLong(entry -> entry.getValue().open())
        .sum();
  }

  long opened() {
    return all.values().stream().mapToLong(Connections::openedCount).sum();
  }

  long closed() {
    return all.values().stream().mapToLong(Connections::closedCount).sum();
  }

  long slow() {
    return all.values().stream().mapToLong(Connections::slowCount).sum();
  }

  /** Counts an ending; those of routes that are gone stay. */
  void ended(String kind, int code) {
    endings.computeIfAbsent(new Ending(kind, nameOf(code)), this::register).increment();
  }

  private Connections register(Origin origin) {
    Connections connections = new Connections(this, origin.kind);
    Gauge.builder("carillon.connections", connections, Connections::open)
        .description("Connections that are open")
        .tags("kind", origin.kind, "route", origin.route)
        .register(registry);
    FunctionCounter.builder("carillon.connections.opened", connections, Connections::openedCount)
        .description("Connections that were accepted")
        .tags("kind", origin.kind, "route", origin.route)
        .register(registry);
    FunctionCounter.builder("carillon.slow.clients", connections, Connections::slowCount)
        .description("Clients that lost their connection since they did not keep up")
        .tags("kind", origin.kind, "route", origin.route)
        .register(registry);
    return connections;
  }

  private LongAdder register(Ending ending) {
    LongAdder count = new LongAdder();
    FunctionCounter.builder("carillon.connections.closed", count, LongAdder::sum)
        .description("Connections that ended, by our close code, other when the client closed")
        .tags("kind", ending.kind, "code", ending.code)
        .register(registry);
    return count;
  }

  private static String nameOf(int code) {
    if (code == 0) {
      return "none";
    }
    for (CloseCode one : CloseCode.values()) {
      if (one.number() == code) {
        return one.name().toLowerCase(Locale.ROOT);
      }
    }
    return "other";
  }

  private record Origin(String kind, String route) {}

  private record Ending(String kind, String code) {}
}
