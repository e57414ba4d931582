package io.carillon.gateway.dashboard;

import io.carillon.gateway.config.ListenersConfig;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;

/**
 * Who may see the dashboard. Without a password: browsers and programs of this machine that call it
 * by a loopback name, which a page that rebinds its own name does not. With one: whoever shows the
 * cookie of a log-in, or a ticket. Callable from any thread.
 */
final class Gate {
  private final ListenersConfig.Dashboard config;
  private final Grants grants;

  Gate(ListenersConfig.Dashboard config, Grants grants) {
    this.config = config;
    this.grants = grants;
  }

  /** Whether anything may be answered at all. */
  boolean isCalledRight(HttpServerRequest request) {
    var authority = request.authority();
    return config.password().isPresent()
        || (authority != null && ListenersConfig.isLoopback(authority.host()));
  }

  /**
   * Whether a request that changes something may come from where it does: a page of this address,
   * or no page. RFC 6454 section 7: whoever sends Origin names scheme, host and port.
   */
  boolean isFromHere(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    String site = request.getHeader("Sec-Fetch-Site");
    String own = (request.isSSL() ? "https://" : "http://") + request.getHeader("Host");
    // A proxy before us may speak TLS, and we do not.
    return (origin == null || origin.equals(own) || origin.equals(own.replace("http:", "https:")))
        && (site == null || site.equals("same-origin") || site.equals("none"));
  }

  /** Who asks; empty when nobody has logged in. */
  Optional<Grant> grant(HttpServerRequest request) {
    if (config.password().isEmpty()) {
      return Optional.of(Grant.LOCAL);
    }
    Set<Cookie> cookies = request.cookies(Grants.COOKIE);
    return cookies.stream()
        .flatMap(cookie -> known(grants.ofSession(cookie.getValue(), now())).stream())
        .findFirst();
  }

  /** Who shows the ticket; empty when it is worth nothing. */
  Optional<Grant> grant(String ticket) {
    return known(grants.ofTicket(ticket, now()));
  }

  private Optional<Grant> known(Optional<Grant> grant) {
    String user = config.password().isPresent() ? config.user() : Grant.LOCAL.user();
    return grant.filter(one -> one.user().equals(user));
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
