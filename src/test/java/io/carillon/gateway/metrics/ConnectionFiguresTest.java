package io.carillon.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionFiguresTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ConnectionFigures figures = new ConnectionFigures(registry);

  @Test
  void handshakeThatEndsAfterItsRouteWasTakenOutIsShownUntilItsConnectionIsGone() {
    Connections dialling = figures.of("link", "r");
    figures.retain(Set.of());
    assertEquals(List.of(), shown());

    dialling.opened();
    assertEquals(List.of("r 1"), shown());
    figures.retain(Set.of());
    assertEquals(List.of("r 1"), shown());
    dialling.closed(1000);
    assertEquals(List.of(), shown());
  }

  @Test
  void handshakeFromBeforeItsRouteCameBackIsCountedWithThoseFromAfter() {
    Connections dialling = figures.of("link", "r");
    figures.retain(Set.of());
    figures.retain(Set.of("r"));
    figures.of("link", "r").opened();
    dialling.opened();

    assertEquals(List.of("r 2"), shown());
  }

  @Test
  void handshakeThatOutlivesARouteThatIsTakenOutAgainIsFoundAgain() {
    Connections dialling = figures.of("link", "r");
    figures.retain(Set.of());
    dialling.opened();
    figures.of("link", "r").closed(1000);
    figures.retain(Set.of());
    dialling.opened();

    assertEquals(List.of("r 1"), shown());
  }

  private List<String> shown() {
    return registry.scrape("carillon_connections"::equals).stream()
        .map(MetricSnapshot::getDataPoints)
        .flatMap(List::stream)
        .map(GaugeSnapshot.GaugeDataPointSnapshot.class::cast)
        .map(point -> point.getLabels().get("route") + " " + (int) point.getValue())
        .toList();
  }
}
