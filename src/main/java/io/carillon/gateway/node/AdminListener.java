package io.carillon.gateway.node;

import io.carillon.gateway.api.ApiGuard;
import io.carillon.gateway.api.ApiHandler;
import io.carillon.gateway.config.ListenersConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.BooleanSupplier;

/** What backends and operators reach: the API and the health checks. One router per loop. */
final class AdminListener {
  private AdminListener() {}

  /**
   * @param ready whether clients should be sent to this node
   */
  static Router router(
      Vertx vertx, ListenersConfig.AdminListener config, ApiHandler api, BooleanSupplier ready) {
    Router router = Router.router(vertx);
    router
        .post("/api/:method")
        .handler(new ApiGuard(config.apiKey()))
        .handler(BodyHandler.create(false).setBodyLimit(config.maxBodyBytes()))
        .handler(api);
    router.route("/api/:method").handler(AdminListener::onlyPost);
    router.get("/health/live").handler(context -> text(context, 200, "live\n"));
    router
        .get("/health/ready")
        .handler(
            context ->
                text(
                    context,
                    ready.getAsBoolean() ? 200 : 503,
                    ready.getAsBoolean() ? "ready\n" : "not ready\n"));
    router.errorHandler(413, context -> tooLarge(context, config.maxBodyBytes()));
    return router;
  }

  private static void onlyPost(RoutingContext context) {
    context.response().putHeader("Allow", "POST");
    text(context, 405, "the API takes POST\n");
  }

  private static void tooLarge(RoutingContext context, int most) {
    context.response().putHeader("Connection", "close");
    text(context, 413, "the body is larger than " + most + " bytes\n");
  }

  private static void text(RoutingContext context, int status, String text) {
    HttpServerResponse response = context.response().setStatusCode(status);
    response.putHeader("Content-Type", "text/plain; charset=utf-8").end(text);
  }
}
