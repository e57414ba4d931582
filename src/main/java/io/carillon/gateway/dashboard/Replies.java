package io.carillon.gateway.dashboard;

import io.carillon.gateway.wire.RequestConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Short answers of HTTP. */
final class Replies {
  private Replies() {}

  static void json(HttpServerResponse response, int status, JsonObject body) {
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(body.toBuffer());
  }

  static void error(HttpServerResponse response, int status, String text) {
    json(response, status, new JsonObject().put("error", text));
  }

  /** The same for a request whose body nobody read: its connection ends. */
  static void refuse(HttpServerRequest request, int status, String text) {
    RequestConnection.announceEnd(request);
    request.response().exceptionHandler(gone -> {});
    error(request.response(), status, text);
  }
}
