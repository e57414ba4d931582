package io.carillon.gateway.session;

import io.carillon.gateway.admission.Arrival;
import io.carillon.gateway.config.CompressionConfig;
import io.carillon.gateway.config.SessionsConfig;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.OriginPolicy;
import io.carillon.gateway.wire.WebSocketLimits;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/**
 * What the endpoints of one loop share: who may come in from where, and how they are refused.
 *
 * @param origins that browsers may come from
 */
record Endpoint(LoopServices services, OriginPolicy origins, WebSocketLimits limits) {
  static Endpoint of(LoopServices services, OriginPolicy origins) {
    SessionsConfig bounds = services.limits();
    return new Endpoint(
        services,
        origins,
        new WebSocketLimits(
            bounds.maxMessageBytes(), bounds.maxQueuedBytes(), bounds.closeTimeout()));
  }

  /** Why a WebSocket handshake is refused; empty when it is not. */
  Optional<Handshake.Refusal> refusal(HttpServerRequest request) {
    Optional<Handshake.Refusal> malformed = Handshake.check(request);
    return malformed.isPresent() ? malformed : forbiddenOrigin(request);
  }

  /**
   * Why a request that is right in all else is refused, since too many come; empty when it is not.
   * The last question of all: whoever is not refused has its place.
   */
  Optional<Handshake.Refusal> crowded(HttpServerRequest request) {
    return services.entrance().refusal(request, services.addresses());
  }

  /** Lets somebody in, at once or in its turn. */
  void enter(boolean recovering, Arrival arrival) {
    services.entrance().enter(recovering, arrival);
  }

  /** Why a request is refused for where it comes from; empty when it is not. */
  Optional<Handshake.Refusal> forbiddenOrigin(HttpServerRequest request) {
    return origins.allows(request.getHeader("Origin"))
        ? Optional.empty()
        : refuse(403, "this origin is not allowed");
  }

  /** How the client of a request comes; within the request handler. */
  Origin origin(
      HttpServerRequest request, SessionMetrics.Kind kind, String route, ClientMetrics metrics) {
    return new Origin(
        kind,
        route,
        services.addresses().apply(request),
        metrics,
        services.backends().headersOf(request::getHeader));
  }

  /** What is agreed on of compression with the client of a handshake. */
  Compression.Agreed agree(HttpServerRequest request, Optional<CompressionConfig> wanted) {
    return services.compression().agree(request, wanted);
  }

  static Optional<Handshake.Refusal> refuse(int status, String text) {
    return Optional.of(new Handshake.Refusal(status, text, Map.of()));
  }
}
