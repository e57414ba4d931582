package io.carillon.gateway.api;

import io.carillon.gateway.config.ListenersConfig;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Who is served where no key is asked for, which is on a loopback address only: programs of this
 * machine, but no web page that a browser on it has open. The request has to name a loopback host,
 * which a page that rebinds its own name does not; and one that says itself that it comes from a
 * page of elsewhere is not served.
 */
public final class LocalCaller {
  private LocalCaller() {}

  /** Why a request without a key is refused, for people; empty when it is not. */
  public static Optional<String> refusal(HttpServerRequest request) {
    if (!namesLoopback(request)) {
      return Optional.of("without an API key only localhost is served");
    }
    return isFromAPageOfElsewhere(request)
        ? Optional.of("without an API key no web page is served")
        : Optional.empty();
  }

  private static boolean namesLoopback(HttpServerRequest request) {
    var authority = request.authority();
    return authority != null && ListenersConfig.isLoopback(authority.host());
  }

  // RFC 6454 section 7: whoever sends it names scheme, host and port.
  private static boolean isFromAPageOfElsewhere(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    String site = request.getHeader("Sec-Fetch-Site");
    String own = "://" + request.getHeader("Host");
    return (origin != null && !origin.endsWith(own))
        || (site != null && !site.equals("same-origin") && !site.equals("none"));
  }
}
