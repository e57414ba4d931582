package io.carillon.gateway.api;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of the API that is resources with {@code GET}, {@code PUT} and {@code DELETE}: routes,
 * pools, targets, and the generations of links. One per loop, made with its router.
 */
public final class RestApi {
  private static final Logger LOG = LoggerFactory.getLogger(RestApi.class);

  private final Router router;
  private final List<Handler<RoutingContext>> before;
  private final ApiMetrics metrics;

  /**
   * @param before what each request passes first: who may, and then its body
   */
  public RestApi(Router router, List<Handler<RoutingContext>> before, ApiMetrics metrics) {
    this.metrics = metrics;
    this.router = router;
    this.before = before;
  }

  /** Adds a path of one {@link Methods}; anything else on it is refused with 405. */
  void add(String path, Methods methods) {
    methods.all.forEach(
        (method, action) -> {
          Route route = router.route(method, path);
          before.forEach(route::handler);
          String name = method + " " + path;
          route.handler(context -> answer(context, name, action));
        });
    router.route(path).handler(context -> refuse(context, methods));
  }

  private static void refuse(RoutingContext context, Methods methods) {
    List<String> names = methods.all.keySet().stream().map(HttpMethod::name).toList();
    context
        .response()
        .setStatusCode(405)
        .putHeader("Allow", String.join(", ", names))
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end("there is " + String.join(" and ", names) + "\n");
  }

  private void answer(
      RoutingContext context, String name, Function<RoutingContext, Future<RestAnswer>> action) {
    Future.succeededFuture()
        .compose(begun -> action.apply(context))
        .onSuccess(
            answer -> {
              metrics.answered(name, answer.status());
              answer.send(context.response());
            })
        .onFailure(
            cause -> {
              RestAnswer answer = RestAnswer.failure(cause);
              metrics.answered(name, answer.status());
              if (answer.status() == ErrorCode.INTERNAL.httpStatus()) {
                LOG.error("request failed path={}", context.normalizedPath(), cause);
              }
              answer.send(context.response());
            });
  }

  /** The body, a JSON object; throws {@code BAD_REQUEST} when it is anything else. */
  static Map<String, Object> body(RoutingContext context) {
    try {
      if (context.body().buffer() != null) {
        return new JsonObject(context.body().buffer()).getMap();
      }
    } catch (DecodeException malformed) {
      // Refused below.
    }
    throw new GatewayException(ErrorCode.BAD_REQUEST, "the body is no JSON object");
  }

  /** What there is on one path, by its method. */
  static final class Methods {
    private final Map<HttpMethod, Function<RoutingContext, Future<RestAnswer>>> all =
        new LinkedHashMap<>();

    /**
     * @param action called on an event loop; what it throws is answered as what it fails with
     */
    Methods with(HttpMethod method, Function<RoutingContext, Future<RestAnswer>> action) {
      all.put(method, action);
      return this;
    }
  }
}
