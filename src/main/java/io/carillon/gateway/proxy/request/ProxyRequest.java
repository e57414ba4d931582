package io.carillon.gateway.proxy.request;

import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.proxy.pool.PoolRequest;
import io.carillon.gateway.wire.HandshakeHead;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;

/**
 * What there is to know of a request that is proxied, free of the connection it came on: valid
 * after that was taken over. Confined to its loop; not to be kept by a link, which lives long.
 */
public final class ProxyRequest implements PoolRequest {
  private final RouteConfig route;
  private final String user;
  private final String method;
  private final String uri;
  private final String origin;
  private final MultiMap headers;
  private final Inspection inspection;
  private final Provenance provenance;
  private Set<Cookie> cookies;

  private ProxyRequest(
      HandshakeHead request, RouteConfig route, Forwarding forwarding, String user) {
    this.route = route;
    this.user = user;
    this.method = request.method();
    this.uri = request.uri();
    this.headers = request.headers();
    this.inspection = new Inspection();
    Fields.forEach(headers, inspection);
    inspection.conclude(uri, request.version() == HttpVersion.HTTP_1_0);
    this.origin = TargetUri.origin(uri);
    refuseOtherPath(request);
    this.provenance = forwarding.of(request);
  }

  // What a route demands was demanded for the path that Vert.x reads, so no other may be passed on.
  private void refuseOtherPath(HandshakeHead request) {
    if (!path().equals(request.path())) {
      throw new RequestRefused(400, "malformed request target");
    }
  }

  /**
   * Of nobody in particular. On the loop, within the request handler.
   *
   * @throws RequestRefused when it may not be passed on, whatever the target
   */
  public static ProxyRequest of(
      HttpServerRequest request, RouteConfig route, Forwarding forwarding) {
    return of(HandshakeHead.of(request), route, forwarding, "");
  }

  /**
   * The same of a user.
   *
   * @param user empty for nobody in particular
   */
  public static ProxyRequest of(
      HandshakeHead request, RouteConfig route, Forwarding forwarding, String user) {
    return new ProxyRequest(request, route, forwarding, user);
  }

  /** The route it came by. */
  public RouteConfig route() {
    return route;
  }

  /** Who the token of the client says it is; empty for nobody in particular. */
  public String user() {
    return user;
  }

  public String method() {
    return method;
  }

  /** The request target as the client sent it: path and query, or a whole URI. */
  public String uri() {
    return uri;
  }

  /** Its path as the client sent it, escapes and all. */
  public String path() {
    return TargetUri.path(origin);
  }

  /** Path and query as the target gets them. */
  public String targetUri() {
    return TargetUri.isForWholeServer(method, uri) ? "*" : TargetUri.rewritten(origin, route);
  }

  /**
   * Where it goes, whoever asks and whatever for: host and path. What is slow for one is so for
   * all.
   */
  public String place() {
    return method + " " + header("Host") + path();
  }

  /** As the client sent them; not to be changed. */
  public MultiMap headers() {
    return headers;
  }

  /** Who it came from. */
  public ClientAddress client() {
    return provenance.client();
  }

  /** Whether the client says that it takes fields after the body of an answer. */
  public boolean takesTrailers() {
    return inspection.takesTrailers();
  }

  /**
   * Whether another field of the same request may be written as it came: it cannot break out of its
   * line, is not written by us, and not named by {@code Connection}.
   */
  public boolean mayPass(CharSequence name, CharSequence value) {
    return Characters.isToken(name) && Characters.isValue(value) && inspection.lets(name);
  }

  Inspection inspection() {
    return inspection;
  }

  Provenance provenance() {
    return provenance;
  }

  @Override
  public String source() {
    return provenance.client().host();
  }

  @Override
  public String header(String name) {
    return headers.get(name);
  }

  @Override
  public String cookie(String name) {
    if (cookies == null) {
      // Whoever translates from HTTP/2 may leave one field for each, RFC 9113 section 8.2.3.
      String all = String.join("; ", headers.getAll("Cookie"));
      cookies = all.isEmpty() ? Set.of() : ServerCookieDecoder.LAX.decode(all);
    }
    for (Cookie cookie : cookies) {
      if (cookie.name().equals(name)) {
        return cookie.value();
      }
    }
    return null;
  }
}
