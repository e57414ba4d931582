package io.carillon.gateway.node;

import io.carillon.gateway.api.LocalCaller;
import io.carillon.gateway.config.Secret;
import io.carillon.gateway.metrics.Scrape;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /metrics}. Where there is an API key, scrapers show it as {@code X-API-Key} or as
 * {@code Authorization: Bearer}; where there is none, programs of this machine are served, see
 * {@link LocalCaller}. Stateless.
 */
final class MetricsEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsEndpoint.class);
  private static final String BEARER = "bearer ";

  private final Scrape scrape;
  private final Optional<Secret> key;

  MetricsEndpoint(Scrape scrape, Optional<Secret> key) {
    this.scrape = scrape;
    this.key = key;
  }

  void addTo(Router router) {
    router.get("/metrics").handler(this::get);
    router
        .route("/metrics")
        .handler(
            context -> {
              context.response().putHeader("Allow", "GET");
              text(context, 405, "there is GET\n");
            });
  }

  private void get(RoutingContext context) {
    if (key.isPresent() && !key.get().matches(shown(context))) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      text(context, 401, "wrong or missing API key\n");
      return;
    }
    Optional<String> refusal =
        key.isPresent() ? Optional.empty() : LocalCaller.refusal(context.request());
    if (refusal.isPresent()) {
      text(context, 403, refusal.get() + "\n");
      return;
    }
    scrape
        .run(context.request().getHeader("Accept"))
        .onSuccess(
            page ->
                context.response().putHeader("Content-Type", page.contentType()).end(page.text()))
        .onFailure(
            cause -> {
              LOG.error("scrape failed", cause);
              text(context, 500, "no metrics\n");
            });
  }

  private static String shown(RoutingContext context) {
    String header = context.request().getHeader("X-API-Key");
    if (header != null) {
      return header;
    }
    String authorization = context.request().getHeader("Authorization");
    return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? authorization.substring(BEARER.length())
        : "";
  }

  private static void text(RoutingContext context, int status, String text) {
    HttpServerResponse response = context.response().setStatusCode(status);
    response.putHeader("Content-Type", "text/plain; charset=utf-8").end(text);
  }
}
