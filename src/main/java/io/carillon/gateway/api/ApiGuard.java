package io.carillon.gateway.api;

import io.carillon.gateway.config.Secret;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.wire.RequestConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may use the API. With a key: whoever shows it. Without one (loopback only): programs of this
 * machine, but no web page that a browser on it has open. Stateless.
 *
 * <p>What keeps pages out: {@link LocalCaller}, and that what changes something needs a method or a
 * Content-Type that a page of another origin cannot send unasked, and nobody here answers when its
 * browser asks. What only reads changes nothing, and the browser does not show it to the page.
 */
public final class ApiGuard implements SecurityPolicyHandler {
  private static final String SCHEME = "apikey ";

  private final Optional<Secret> key;
  private final ApiMetrics metrics;

  /**
   * @param key empty for none
   */
  public ApiGuard(Optional<Secret> key, ApiMetrics metrics) {
    this.metrics = metrics;
    this.key = key;
  }

  @Override
  public void handle(RoutingContext context) {
    Optional<String> refusal =
        key.isPresent() ? Optional.empty() : LocalCaller.refusal(context.request());
    if (key.isPresent() && !key.get().matches(shown(context))) {
      refuse(context, 401, ErrorCode.UNAUTHORIZED, "wrong or missing API key");
    } else if (refusal.isPresent()) {
      refuse(context, 403, ErrorCode.PERMISSION_DENIED, refusal.get());
    } else if (hasBody(context) && !isJson(context)) {
      refuse(context, 415, ErrorCode.BAD_REQUEST, "wanted Content-Type: application/json");
    } else {
      context.next();
    }
  }

  private static String shown(RoutingContext context) {
    String header = context.request().getHeader("X-API-Key");
    if (header != null) {
      return header;
    }
    String authorization = context.request().getHeader("Authorization");
    return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        ? authorization.substring(SCHEME.length())
        : "";
  }

  // A GET has none, and a DELETE is nothing that a page may send.
  private static boolean hasBody(RoutingContext context) {
    HttpMethod method = context.request().method();
    return !HttpMethod.GET.equals(method) && !HttpMethod.DELETE.equals(method);
  }

  private static boolean isJson(RoutingContext context) {
    String type = context.request().getHeader("Content-Type");
    return type != null
        && type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private void refuse(RoutingContext context, int status, ErrorCode code, String text) {
    metrics.answered("other", status);
    // The body was not read: the connection cannot be used again.
    RequestConnection.announceEnd(context.request());
    Answers.send(context.response(), status, json -> Answers.writeError(code, text, json))
        .onComplete(sent -> RequestConnection.closeGently(context.request()));
  }
}
