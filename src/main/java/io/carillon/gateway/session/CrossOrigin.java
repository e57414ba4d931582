package io.carillon.gateway.session;

import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.OriginPolicy;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/**
 * Which pages may speak to an endpoint by plain HTTP, and what their browsers are told of it: the
 * CORS protocol of the Fetch standard. Immutable.
 *
 * @param method that the endpoint serves
 */
record CrossOrigin(OriginPolicy origins, HttpMethod method) {
  private static final String PREFLIGHT_SECONDS = "600";

  /**
   * Whether the request is for the endpoint to answer. What is not is answered here: 403 for a page
   * of a wrong origin, 204 for a browser that asks before it asks, 405 for another method. Tells
   * the browser of the others that the page may read the answer.
   */
  boolean admits(HttpServerRequest request) {
    if (!origins.allows(request.getHeader("Origin"))) {
      new Handshake.Refusal(403, "this origin is not allowed", Map.of()).answer(request);
      return false;
    }
    allow(origins, request);
    if (HttpMethod.OPTIONS.equals(request.method())) {
      answerPreflight(request);
      return false;
    } else if (!method.equals(request.method())) {
      Map<String, String> allowed = Map.of("Allow", method + ", OPTIONS");
      new Handshake.Refusal(405, "only " + method + " is served here", allowed).answer(request);
      return false;
    }
    return true;
  }

  /**
   * Lets the page that sent a request read the answer. With credentials only where its origin is
   * allowed by name: where all are, any page could use those of whoever looks at it.
   */
  static void allow(OriginPolicy origins, HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return;
    }
    request.response().putHeader("Access-Control-Allow-Origin", origin);
    request.response().putHeader("Vary", "Origin");
    if (origins.names(origin)) {
      request.response().putHeader("Access-Control-Allow-Credentials", "true");
    }
  }

  private void answerPreflight(HttpServerRequest request) {
    HttpServerResponse response = request.response().setStatusCode(204);
    response.putHeader("Allow", method + ", OPTIONS");
    response.putHeader("Access-Control-Allow-Methods", method.name());
    response.putHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    String headers = request.getHeader("Access-Control-Request-Headers");
    if (headers != null) {
      response.putHeader("Access-Control-Allow-Headers", headers);
    }
    response.end();
  }
}
