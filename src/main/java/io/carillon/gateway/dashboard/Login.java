package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.config.Secret;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.wire.Network;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets people in and out, and tells them who they are. Serves all loops. */
final class Login {
  private static final Logger LOG = LoggerFactory.getLogger(Login.class);
  private static final Duration SESSION_LIFE = Duration.ofHours(12);

  private final Vertx vertx;
  private final ListenersConfig.Dashboard config;
  private final Forwarding proxies;
  private final Gate gate;
  private final Grants grants;
  private final NodeIdentity self;
  private final Failures failures = new Failures(() -> System.nanoTime() / 1_000_000);

  Login(
      Vertx vertx,
      ListenersConfig.Dashboard config,
      Forwarding proxies,
      Gate gate,
      Grants grants,
      NodeIdentity self) {
    this.vertx = vertx;
    this.config = config;
    this.proxies = proxies;
    this.gate = gate;
    this.grants = grants;
    this.self = self;
  }

  /** {@code GET /dashboard/me}. */
  void me(RoutingContext context) {
    Optional<Grant> grant = gate.grant(context.request());
    if (grant.isEmpty()) {
      Replies.error(context.response(), 401, "log in");
      return;
    }
    JsonObject node =
        new JsonObject()
            .put("id", self.uid())
            .put("name", self.name())
            .put("version", self.version());
    Replies.json(
        context.response(),
        200,
        new JsonObject().put("user", grant.get().user()).put("node", node));
  }

  /** {@code POST /dashboard/login}, behind a body handler. */
  void in(RoutingContext context) {
    HttpServerRequest request = context.request();
    String peer = proxies.peerOf(request);
    String address = proxies.clientOf(request);
    String client = Network.of(address);
    Duration wait = failures.wait(peer, client);
    if (!wait.isZero()) {
      long seconds = Math.max(1, (wait.toMillis() + 999) / 1_000);
      request.response().putHeader("Retry-After", String.valueOf(seconds));
      Replies.error(request.response(), 429, "too many failed log-ins, wait " + seconds + " s");
      return;
    }
    JsonObject body = body(context);
    if (body == null) {
      Replies.error(request.response(), 400, "wanted {\"user\": \"…\", \"password\": \"…\"}");
    } else if (isRight(body)) {
      failures.forget(client);
      letIn(request);
    } else {
      Duration delay = failures.count(peer, client);
      LOG.warn("dashboard log-in failed address={} by={}", address, peer);
      vertx.setTimer(delay.toMillis(), none -> refuse(request.response()));
    }
  }

  /** {@code POST /dashboard/logout}. */
  void out(RoutingContext context) {
    Cookie cookie = cookie(context.request(), "").setMaxAge(0);
    context.response().addCookie(cookie).setStatusCode(204).end();
  }

  private static void refuse(HttpServerResponse response) {
    if (!response.closed()) {
      Replies.error(response, 401, "wrong user or password");
    }
  }

  private void letIn(HttpServerRequest request) {
    String user = config.password().isPresent() ? config.user() : Grant.LOCAL.user();
    long until = System.currentTimeMillis() + SESSION_LIFE.toMillis();
    Cookie cookie =
        cookie(request, grants.session(new Grant(user, until))).setMaxAge(SESSION_LIFE.toSeconds());
    request.response().addCookie(cookie).setStatusCode(204).end();
  }

  private static Cookie cookie(HttpServerRequest request, String value) {
    return Cookie.cookie(Grants.COOKIE, value)
        .setPath("/dashboard/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setSecure(request.isSSL() || isFromTls(request));
  }

  // A proxy before us may speak TLS, and we do not: the page that logs in knows.
  private static boolean isFromTls(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    return origin != null && origin.startsWith("https://");
  }

  // Both are compared, so that the time taken tells nothing of either.
  private boolean isRight(JsonObject body) {
    if (config.password().isEmpty()) {
      return true; // there is nothing to know
    }
    boolean user = new Secret(config.user()).matches(body.getString("user"));
    boolean password = config.password().get().matches(body.getString("password"));
    return user && password;
  }

  // Null when it is anything else than it has to be.
  private static JsonObject body(RoutingContext context) {
    try {
      JsonObject body = new JsonObject(context.body().buffer());
      boolean fits =
          body.getValue("user") instanceof String && body.getValue("password") instanceof String;
      return fits ? body : null;
    } catch (DecodeException | NullPointerException malformed) {
      return null;
    }
  }
}
