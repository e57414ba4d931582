package io.carillon.gateway.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * All figures as text, written on a thread of its own and never on a loop: one scrape at a time,
 * which those share that come while it runs. From any thread; ends with its Vert.x.
 */
public final class Scrape {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final PrometheusMeterRegistry registry;
  private final WorkerExecutor worker;
  private final Map<String, Future<Page>> running = new HashMap<>();

  Scrape(PrometheusMeterRegistry registry, Vertx vertx) {
    this.registry = registry;
    this.worker = vertx.createSharedWorkerExecutor("scrape", 1);
  }

  /**
   * What there is now.
   *
   * @param accept the header of a scraper; null for none
   */
  public synchronized Future<Page> run(String accept) {
    String type =
        accept != null && accept.contains(OPEN_METRICS)
            ? OpenMetricsTextFormatWriter.CONTENT_TYPE
            : PrometheusTextFormatWriter.CONTENT_TYPE;
    Future<Page> sharing = running.get(type);
    if (sharing != null) {
      return sharing;
    }
    Future<Page> page = worker.executeBlocking(() -> write(type), false);
    running.put(type, page);
    return page.onComplete(written -> end(type, page));
  }

  private synchronized void end(String type, Future<Page> page) {
    running.remove(type, page);
  }

  private Page write(String type) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
    registry.scrape(out, type);
    return new Page(type, Buffer.buffer(out.toByteArray()));
  }

  /** What a scraper gets. */
  public record Page(String contentType, Buffer text) {}
}
