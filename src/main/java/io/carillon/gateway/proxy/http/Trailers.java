package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.request.HopByHop;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fields after the body of an answer, for clients that say they take them: RFC 9110 section 6.5.
 * Those that are needed before a body can be read, or decide who may read it, have no place there.
 * What follows the body of a request is dropped: no server can say that it wants it. Stateless.
 */
final class Trailers {
  private static final Set<String> NEVER =
      Set.of(
          "age",
          "authentication-info",
          "authorization",
          "cache-control",
          "content-encoding",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "expect",
          "expires",
          "forwarded",
          "host",
          "location",
          "max-forwards",
          "pragma",
          "range",
          "retry-after",
          "set-cookie",
          "strict-transport-security",
          "vary",
          "www-authenticate");

  private Trailers() {}

  private static boolean mayPass(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !NEVER.contains(lower)
        && !HopByHop.contains(lower)
        && !lower.startsWith("access-control-")
        && !lower.startsWith("if-")
        && !lower.startsWith("x-forwarded-");
  }

  /** Adds the announcement of those that may come, if there is one. */
  static void announce(HttpHeaders from, MultiMap to) {
    String names =
        from.getAll("Trailer").stream()
            .flatMap(line -> List.of(line.split(",")).stream())
            .map(String::trim)
            .filter(name -> !name.isEmpty() && mayPass(name))
            .collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      to.add("Trailer", names);
    }
  }

  /** Adds those that may pass. */
  static void copy(HttpHeaders from, MultiMap to) {
    for (Map.Entry<String, String> field : from) {
      if (mayPass(field.getKey())) {
        try {
          to.add(field.getKey(), field.getValue());
        } catch (IllegalArgumentException unwritable) {
          // The body has been passed on whole: it is complete without it.
        }
      }
    }
  }
}
