package io.carillon.gateway.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.List;
import java.util.UUID;

/**
 * What Vert.x itself tells: its event bus and its pools. Not its connections: those of clients are
 * taken away from it, so it would count wrong and keep something of each.
 */
public final class VertxFigures {
  private static final List<MetricsDomain> UNHEARD =
      List.of(
          MetricsDomain.HTTP_SERVER,
          MetricsDomain.HTTP_CLIENT,
          MetricsDomain.NET_SERVER,
          MetricsDomain.NET_CLIENT,
          MetricsDomain.DATAGRAM_SOCKET,
          MetricsDomain.VERTICLES);

  private final PrometheusMeterRegistry registry;

  VertxFigures(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  /** What a Vert.x is built with, together with {@link #options}. */
  public VertxMetricsFactory factory() {
    return new MicrometerMetricsFactory(registry);
  }

  /** Switches on what we want to hear. */
  public VertxOptions options(VertxOptions options) {
    MicrometerMetricsOptions metrics =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            // Registries are known by name to the whole process, and it may hold several nodes.
            .setRegistryName(UUID.randomUUID().toString());
    UNHEARD.forEach(metrics::addDisabledMetricsCategory);
    return options.setMetricsOptions(metrics);
  }
}
