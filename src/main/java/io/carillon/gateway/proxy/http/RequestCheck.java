package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.request.RequestRefused;
import io.vertx.core.http.HttpServerRequest;

/**
 * Refuses what proxies of this kind do not serve. That both sides understand a head in the same way
 * has been seen to by {@code ProxyRequest}. Stateless.
 */
final class RequestCheck {
  private RequestCheck() {}

  /**
   * @throws RequestRefused when the request is not passed on
   */
  static void check(HttpServerRequest request) {
    String expected = request.getHeader("Expect");
    if (expected != null && !expected.trim().equalsIgnoreCase("100-continue")) {
      throw new RequestRefused(417, "nothing can be expected but 100-continue");
    }
    String method = request.method().name();
    if (method.equals("CONNECT") || method.equals("TRACE")) {
      throw new RequestRefused(405, method + " is not served");
    }
  }
}
