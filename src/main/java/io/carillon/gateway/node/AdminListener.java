package io.carillon.gateway.node;

import io.carillon.gateway.api.ApiGuard;
import io.carillon.gateway.api.ApiHandler;
import io.carillon.gateway.api.RestApi;
import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.metrics.Metrics;
import io.carillon.gateway.wire.RequestConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.Consumer;

/** What backends and operators reach: the API and the health checks. One router per loop. */
final class AdminListener {
  private AdminListener() {}

  /**
   * @param resources adds what is no method, but has a path of its own
   * @param health what probes are told
   */
  static Router router(
      Vertx vertx,
      ListenersConfig.AdminListener config,
      ApiHandler api,
      Consumer<RestApi> resources,
      Metrics metrics,
      Health health) {
    Router router = Router.router(vertx);
    ApiGuard guard = new ApiGuard(config.apiKey(), metrics.api());
    BodyHandler body = BodyHandler.create(false).setBodyLimit(config.maxBodyBytes());
    resources.accept(new RestApi(router, List.of(guard, body), metrics.api()));
    router.post("/api/:method").handler(guard).handler(body).handler(api);
    router.route("/api/:method").handler(AdminListener::onlyPost);
    new MetricsEndpoint(metrics.scrape(), config.apiKey()).addTo(router);
    health.addTo(router);
    router.errorHandler(413, context -> tooLarge(context, config.maxBodyBytes()));
    return router;
  }

  private static void onlyPost(RoutingContext context) {
    context.response().putHeader("Allow", "POST");
    text(context, 405, "the API takes POST\n");
  }

  private static void tooLarge(RoutingContext context, int most) {
    RequestConnection.announceEnd(context.request());
    text(context, 413, "the body is larger than " + most + " bytes\n");
  }

  private static void text(RoutingContext context, int status, String text) {
    HttpServerResponse response = context.response().setStatusCode(status);
    response.putHeader("Content-Type", "text/plain; charset=utf-8").end(text);
  }
}
