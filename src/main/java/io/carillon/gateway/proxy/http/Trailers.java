package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.request.HopByHop;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fields after a body, RFC 9110 section 6.5: of an answer for clients that say they take them, of a
 * request always, since no server can say so. Those that are needed before a body can be read, or
 * decide who may read it, have no place there. Stateless.
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

  private static boolean mayPass(String name, Set<String> named) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !NEVER.contains(lower)
        && !HopByHop.isForOneHop(lower, named)
        && !lower.startsWith("access-control-")
        && !lower.startsWith("if-")
        && !lower.startsWith("x-forwarded-");
  }

  /**
   * Adds the announcement of those that may come, if there is one.
   *
   * @param named by {@code Connection} of the answer
   */
  static void announce(HttpHeaders from, Set<String> named, MultiMap to) {
    String names = announced(from.getAll("Trailer"), name -> mayPass(name, named));
    if (!names.isEmpty()) {
      to.add("Trailer", names);
    }
  }

  /** The announcement of those of a request that may come; empty when there is none. */
  static String announced(ProxyRequest request) {
    return request.headers().contains("Trailer")
        ? announced(
            request.headers().getAll("Trailer"),
            name -> mayPass(name, Set.of()) && request.mayPass(name, ""))
        : "";
  }

  private static String announced(List<String> lines, Predicate<String> mayPass) {
    return lines.stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(String::trim)
        .filter(name -> !name.isEmpty() && mayPass.test(name))
        .collect(Collectors.joining(", "));
  }

  /** Appends those of a request that may pass, each as a line. */
  static void write(HttpHeaders from, ProxyRequest request, ByteBuf out) {
    for (Map.Entry<String, String> field : from) {
      if (mayPass(field.getKey(), Set.of()) && request.mayPass(field.getKey(), field.getValue())) {
        String line = field.getKey() + ": " + field.getValue() + "\r\n";
        out.writeCharSequence(line, StandardCharsets.ISO_8859_1);
      }
    }
  }

  /**
   * Adds those that may pass.
   *
   * @param named by {@code Connection} of the answer
   */
  static void copy(HttpHeaders from, Set<String> named, MultiMap to) {
    for (Map.Entry<String, String> field : from) {
      if (mayPass(field.getKey(), named)) {
        try {
          to.add(field.getKey(), field.getValue());
        } catch (IllegalArgumentException unwritable) {
          // The body has been passed on whole: it is complete without it.
        }
      }
    }
  }
}
