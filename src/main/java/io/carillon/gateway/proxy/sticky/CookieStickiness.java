package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.config.StickyConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.vertx.core.Future;

/**
 * By a cookie that the first answer inserts, RFC 6265. It lives as long as the browser's session. A
 * cookie that is forged, stale or of another pool counts as none and is replaced.
 */
final class CookieStickiness implements Stickiness {
  private final String name;
  private final Pool pool;
  private final SignedNames names;

  CookieStickiness(StickyConfig config, Pool pool, SignedNames names) {
    this.name = config.cookie();
    this.pool = pool;
    this.names = names;
  }

  @Override
  public Future<Target> find(ProxyRequest request) {
    Target target = named(request);
    return Future.succeededFuture(target != null && pool.keep(target) ? target : null);
  }

  @Override
  public String cookie(ProxyRequest request, Target target) {
    if (target.equals(named(request))) {
      return null;
    }
    String secure = request.client().secure() ? "; Secure" : "";
    return name + "=" + names.sign(target) + "; Path=/; HttpOnly; SameSite=Lax" + secure;
  }

  private Target named(ProxyRequest request) {
    String value = request.cookie(name);
    Target target = value == null ? null : pool.target(SignedNames.claimed(value));
    return target != null && names.isSigned(target, value) ? target : null;
  }
}
