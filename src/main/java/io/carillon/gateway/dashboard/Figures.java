package io.carillon.gateway.dashboard;

import io.carillon.gateway.metrics.Latency;
import io.carillon.gateway.metrics.Totals;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * The figures of this node: what is counted, as so many a second since the last look. Confined to
 * the dashboard's thread.
 */
final class Figures {
  private final Supplier<Totals> source;
  private final Losses losses;
  private Totals before;
  private long beforeNanos;

  Figures(Supplier<Totals> source, Losses losses) {
    this.source = source;
    this.losses = losses;
  }

  /** Adds them to a snapshot; rates only from the second time on. */
  void addTo(JsonObject snapshot) {
    Totals now = source.get();
    long nanos = System.nanoTime();
    addGauges(now, snapshot);
    losses.addTo(now, snapshot);
    if (before != null) {
      addRates(now, (nanos - beforeNanos) / 1e9, snapshot);
    }
    before = now;
    beforeNanos = nanos;
  }

  private static void addGauges(Totals now, JsonObject snapshot) {
    snapshot
        .put("clients", now.clients())
        .put("links", now.links())
        .put("subscriptions", now.subscriptions())
        .put("channels", now.channels())
        .put("slow", now.slow())
        .put("recoveries", now.recoveries())
        .put("direct", now.directBytes())
        .put("heap", new JsonObject().put("used", now.heapUsed()).put("max", now.heapMax()))
        .put("socket", latency(now.socket()))
        .put("ack", latency(now.ack()))
        .put(
            "lag",
            new JsonObject()
                .put("p99", rounded(now.lag().p99Millis()))
                .put("max", rounded(now.lag().maxMillis())));
  }

  private void addRates(Totals now, double seconds, JsonObject snapshot) {
    snapshot
        .put("connects", rate(now.connects() - before.connects(), seconds))
        .put("disconnects", rate(now.disconnects() - before.disconnects(), seconds))
        .put("in", rate(now.publicationsIn() - before.publicationsIn(), seconds))
        .put("inBytes", rate(now.publicationBytesIn() - before.publicationBytesIn(), seconds))
        .put("out", rate(now.deliveries() - before.deliveries(), seconds))
        .put("outBytes", rate(now.deliveryBytes() - before.deliveryBytes(), seconds));
  }

  // Nothing happened, so nothing took its time.
  private static JsonObject latency(Latency latency) {
    JsonObject json = new JsonObject().put("count", latency.count());
    return latency.count() == 0
        ? json
        : json.put("p50", rounded(latency.p50Millis()))
            .put("p99", rounded(latency.p99Millis()))
            .put("max", rounded(latency.maxMillis()));
  }

  private static double rate(long count, double seconds) {
    return rounded(count / seconds);
  }

  private static double rounded(double figure) {
    return Math.round(figure * 1_000) / 1_000.0;
  }
}
