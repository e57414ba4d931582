package io.carillon.gateway.metrics;

import io.carillon.gateway.proxy.tally.Counts;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the public listener refuses before there is a route. From any thread. */
public final class ListenerFigures {
  private final Counts<Refusal> refused = new Counts<>(Refusal.class);

  ListenerFigures(PrometheusRegistry registry) {
    registry.register(Rows.of(this::tell));
  }

  /** Counts a connection or request. */
  public void refused(Refusal why) {
    refused.count(why);
  }

  private void tell(Rows rows) {
    for (Refusal reason : Refusal.values()) {
      rows.counter(
          "carillon_listener_refused",
          "Connections and requests that the public listener refused, before an endpoint had them",
          refused.of(reason),
          "reason",
          Rows.text(reason));
    }
  }

  /** Why. */
  public enum Refusal {
    /** A header of the PROXY protocol was expected, and the peer is no trusted proxy. */
    STRANGER,
    /** It was expected, and something else came. */
    NO_PROXY_HEADER,
    /** It came to the port of TLS and no handshake was made, be it that the client would not. */
    TLS,
    /** A route demands a certificate, and the client came without one. */
    NO_CERTIFICATE,
    /** What came is no HTTP. */
    MALFORMED,
    /** The first line of a request was too long. */
    LONG_LINE,
    /** Its headers were too large. */
    LARGE_HEADERS,
    /** A request had begun, and its head did not come in time. */
    LATE_HEAD,
    /** Closed as it came: hardly any descriptor is left. */
    NO_DESCRIPTOR,
    /** Nothing of the configuration matches the request. */
    NO_ROUTE
  }
}
