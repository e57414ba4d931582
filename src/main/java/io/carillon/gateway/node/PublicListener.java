package io.carillon.gateway.node;

import io.carillon.gateway.metrics.ListenerFigures.Refusal;
import io.carillon.gateway.wire.Doorway;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.HandshakeHead;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each request of clients to the endpoint of its route; anything without a route is a plain
 * 404. Which routes there are may change meanwhile. One per loop; confined to it.
 */
final class PublicListener implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(PublicListener.class);

  private final Consumer<Refusal> refused;
  private RouteTable<Handler<HttpServerRequest>> routes;

  /**
   * @param refused told of requests that nobody is given
   */
  PublicListener(RouteTable<Handler<HttpServerRequest>> routes, Consumer<Refusal> refused) {
    this.routes = routes;
    this.refused = refused;
  }

  /** Goes by these routes from the next request on. */
  void use(RouteTable<Handler<HttpServerRequest>> others) {
    routes = others;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (isHostMalformed(request)) {
      // It would be on no route of a host, and so escape what those demand.
      refused.accept(Refusal.MALFORMED);
      new Handshake.Refusal(400, "Host is malformed", Map.of()).answer(request);
      return;
    }
    String host = request.authority() == null ? "" : request.authority().host();
    try {
      routes
          .match(
              host, request.path() == null ? "" : request.path(), name -> request.getHeader(name))
          .ifPresentOrElse(endpoint -> endpoint.handle(request), () -> noRoute(request));
    } catch (RuntimeException bug) {
      LOG.error("request failed path={}", request.path(), bug);
      if (!request.response().headWritten()) {
        answer(request, 500, "internal server error\n");
      }
    }
  }

  /**
   * Gives a handshake to the endpoint of its route, if that takes it as it is; else nothing has
   * happened, and the request has to be handled.
   */
  boolean enter(HandshakeHead head) {
    HostAndPort authority = HostAndPort.parseAuthority(head.headers().get(HttpHeaders.HOST), -1);
    return authority != null
        && routes
            .match(authority.host(), head.path(), name -> head.headers().get(name))
            .filter(endpoint -> endpoint instanceof Doorway doorway && doorway.enter(head))
            .isPresent();
  }

  private static boolean isHostMalformed(HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    return request.authority() == null && host != null && !host.isEmpty();
  }

  private void noRoute(HttpServerRequest request) {
    refused.accept(Refusal.NO_ROUTE);
    answer(request, 404, "no route\n");
  }

  /** Answers what is no proper request, as Vert.x does, and has it counted. */
  void refuse(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    refused.accept(
        cause instanceof TooLongHttpLineException
            ? Refusal.LONG_LINE
            : cause instanceof TooLongHttpHeaderException
                ? Refusal.LARGE_HEADERS
                : Refusal.MALFORMED);
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
  }

  /**
   * Before an endpoint that reads the query: one that cannot be decoded is a 400. Parsed on first
   * use, which must not be in its midst.
   */
  static Handler<HttpServerRequest> withQuery(Handler<HttpServerRequest> endpoint) {
    return request -> {
      if (isWellFormed(request)) {
        endpoint.handle(request);
      } else {
        answer(request, 400, "malformed query\n");
      }
    };
  }

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
