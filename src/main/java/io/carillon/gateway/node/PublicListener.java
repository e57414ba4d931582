package io.carillon.gateway.node;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each request of clients to the endpoint of its route; anything without a route is a plain
 * 404. One per loop.
 */
final class PublicListener implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(PublicListener.class);

  private final RouteTable<Handler<HttpServerRequest>> routes;

  PublicListener(RouteTable<Handler<HttpServerRequest>> routes) {
    this.routes = routes;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!isWellFormed(request)) {
      answer(request, 400, "malformed query\n");
      return;
    }
    String host = request.authority() == null ? "" : request.authority().host();
    try {
      routes
          .match(host, request.path() == null ? "" : request.path())
          .ifPresentOrElse(
              endpoint -> endpoint.handle(request), () -> answer(request, 404, "no route\n"));
    } catch (RuntimeException bug) {
      LOG.error("request failed path={}", request.path(), bug);
      if (!request.response().headWritten()) {
        answer(request, 500, "internal server error\n");
      }
    }
  }

  // Parsed on first use, which must not be in the midst of an endpoint.
  private static boolean isWellFormed(HttpServerRequest request) {
    try {
      return request.params() != null;
    } catch (IllegalArgumentException badPercent) {
      return false;
    }
  }

  private static void answer(HttpServerRequest request, int status, String text) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(text);
  }
}
