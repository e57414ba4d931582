package io.carillon.gateway.proxy;

import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.auth.Principal;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.wire.BearerToken;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.HandshakeHead;
import io.carillon.gateway.wire.OriginPolicy;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may come in by a proxied route: what it demands of the request that a client begins with,
 * before anything is dialled. Immutable; callable from any thread.
 */
final class RouteGuard {
  private static final Handshake.Refusal FOREIGN =
      new Handshake.Refusal(403, "pages of this origin may not connect", Map.of());
  private static final Handshake.Refusal TWICE =
      new Handshake.Refusal(400, "one Origin and one Authorization at most", Map.of());
  private static final Handshake.Refusal BAD_QUERY =
      new Handshake.Refusal(400, "malformed query", Map.of());
  // RFC 6750 section 3: who brought no token is not told of an error.
  private static final Handshake.Refusal NO_TOKEN =
      new Handshake.Refusal(401, "a token is needed", Map.of("WWW-Authenticate", "Bearer"));
  private static final Handshake.Refusal BAD_TOKEN =
      new Handshake.Refusal(
          401,
          "the token is not valid",
          Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""));
  // The keys are being fetched, or fetched again soon: the token may well be valid.
  private static final Handshake.Refusal NO_KEYS =
      new Handshake.Refusal(503, "tokens cannot be verified right now", Map.of("Retry-After", "1"));

  private final Authenticator authenticator;
  private final OriginPolicy origins;
  private final boolean token;

  RouteGuard(Authenticator authenticator, RouteConfig.Proxy rule) {
    this.authenticator = authenticator;
    this.origins =
        new OriginPolicy(rule.allowedOrigins().isEmpty() ? List.of("*") : rule.allowedOrigins());
    this.token = rule.token();
  }

  /**
   * Who it is.
   *
   * @return the anonymous principal when no token is demanded, whatever the request brings; failed
   *     with {@link Refused}
   */
  Future<Principal> admit(HandshakeHead request) {
    try {
      checkOrigin(request);
      return token
          ? authenticator
              .verify(offered(request))
              .recover(cause -> Future.failedFuture(new Refused(refusal(cause))))
          : Future.succeededFuture(Principal.ANONYMOUS);
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /** The same, when there is nothing to say against it; else {@link #admit} has to say what. */
  Optional<Principal> welcome(HandshakeHead request) {
    try {
      checkOrigin(request);
      return token ? authenticator.verified(offered(request)) : Optional.of(Principal.ANONYMOUS);
    } catch (Refused refused) {
      return Optional.empty();
    }
  }

  private void checkOrigin(HandshakeHead request) {
    List<String> origin = request.headers().getAll("Origin");
    if (origin.size() > 1 || (token && request.headers().getAll("Authorization").size() > 1)) {
      throw new Refused(TWICE);
    }
    if (!origins.allows(origin.isEmpty() ? null : origin.get(0))) {
      throw new Refused(FOREIGN);
    }
  }

  private static String offered(HandshakeHead request) {
    String offered;
    try {
      offered = BearerToken.of(request.headers().getAll("Authorization"), request.param("token"));
    } catch (IllegalArgumentException undecodable) {
      throw new Refused(BAD_QUERY);
    }
    if (offered.isEmpty()) {
      throw new Refused(NO_TOKEN);
    }
    return offered;
  }

  private static Handshake.Refusal refusal(Throwable cause) {
    return GatewayException.codeOf(cause) == ErrorCode.UNAVAILABLE ? NO_KEYS : BAD_TOKEN;
  }

  /** A client that may not come in, and its answer. Has no stack trace: it is no bug. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Handshake.Refusal refusal;

    Refused(Handshake.Refusal refusal) {
      super(refusal.text(), null, false, false);
      this.refusal = refusal;
    }

    /** What to answer. */
    Handshake.Refusal refusal() {
      return refusal;
    }
  }
}
