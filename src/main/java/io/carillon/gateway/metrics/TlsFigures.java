package io.carillon.gateway.metrics;

import io.carillon.gateway.tls.CertificateWatch;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The certificates of listeners. From any thread. */
public final class TlsFigures {
  private static final String LISTENER = "listener";

  private final PrometheusRegistry registry;

  TlsFigures(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Reads what they know of themselves. Once. */
  public void watch(List<CertificateWatch> watches) {
    if (!watches.isEmpty()) {
      registry.register(Rows.of(rows -> watches.forEach(watch -> tell(rows, watch))));
    }
  }

  private static void tell(Rows rows, CertificateWatch watch) {
    String listener = watch.listener();
    double left = Duration.between(Instant.now(), watch.expiry()).toMillis() / 1e3;
    rows.gauge(
            "carillon_tls_certificate_expiry_seconds",
            "Until the first certificate that a listener shows expires",
            left,
            LISTENER,
            listener)
        .gauge(
            "carillon_tls_certificate_stale",
            "1 when the files hold what cannot be used, and what they held before is shown",
            watch.isStale() ? 1 : 0,
            LISTENER,
            listener);
    reloads(rows, listener, "taken", watch.taken());
    reloads(rows, listener, "refused", watch.refused());
  }

  private static void reloads(Rows rows, String listener, String outcome, long count) {
    rows.counter(
        "carillon_tls_reloads",
        "Changes of certificate files, by what came of them",
        count,
        LISTENER,
        listener,
        "outcome",
        outcome);
  }
}
