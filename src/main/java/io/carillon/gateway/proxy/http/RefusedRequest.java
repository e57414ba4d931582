package io.carillon.gateway.proxy.http;

import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.proxy.request.ClientAddress;
import io.carillon.gateway.proxy.request.RequestRefused;
import io.vertx.core.http.HttpServerRequest;

/** Requests that are not passed on. Stateless; on the loop of the request. */
public final class RefusedRequest {
  private RefusedRequest() {}

  /** Answers it, and ends its connection, since it is unknown where the next request begins. */
  public static void answer(
      HttpServerRequest request, RouteConfig route, RequestRefused refused, HttpServices services) {
    Answer.refuse(request, refused);
    log(request, route, refused, services);
  }

  /** Writes the line of the access log for one that somebody else has answered already. */
  public static void log(
      HttpServerRequest request, RouteConfig route, RequestRefused refused, HttpServices services) {
    new ExchangeRecord(request, ClientAddress.peer(request), route, services).refused(refused);
  }
}
