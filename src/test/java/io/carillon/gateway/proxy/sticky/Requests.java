package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests as a listener would hand them over. */
final class Requests {
  private static final RouteConfig ROUTE =
      new RouteConfig(
          "chat",
          "/",
          Optional.empty(),
          Map.of(),
          new RouteConfig.Proxy("chat", Optional.empty(), List.of(), false, InjectConfig.PLAIN),
          List.of());

  private Requests() {}

  static ProxyRequest get(String uri) {
    return of("GET", uri, null, false);
  }

  static ProxyRequest withCookies(String cookies) {
    return of("GET", "/", cookies, false);
  }

  static ProxyRequest of(String method, String uri, String cookies, boolean secure) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Host", "example.com");
    if (cookies != null) {
      headers.add("Cookie", cookies);
    }
    SocketAddress here = SocketAddress.inetSocketAddress(8080, "127.0.0.1");
    HttpServerRequest request =
        (HttpServerRequest)
            Proxy.newProxyInstance(
                Requests.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, called, arguments) ->
                    switch (called.getName()) {
                      case "version" -> HttpVersion.HTTP_1_1;
                      case "method" -> HttpMethod.valueOf(method);
                      case "uri" -> uri;
                      case "path" -> uri.split("\\?", 2)[0];
                      case "headers" -> headers;
                      case "params" -> MultiMap.caseInsensitiveMultiMap();
                      case "getHeader" -> headers.get(arguments[0].toString());
                      case "remoteAddress", "localAddress" -> here;
                      case "isSSL" -> secure;
                      default -> throw new UnsupportedOperationException(called.getName());
                    });
    return ProxyRequest.of(request, ROUTE, Forwarding.NOBODY);
  }
}
