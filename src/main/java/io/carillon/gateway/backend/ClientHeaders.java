package io.carillon.gateway.backend;

import io.carillon.gateway.config.AskConfig;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What backends may know of a client's handshake. Immutable; callable from any thread. */
final class ClientHeaders {
  private static final int MOST_CHARACTERS = 16 * 1024;

  /** Told by proxies that are believed, so never by the client itself. */
  private static final Set<String> OF_PROXIES = Set.of("forwarded", "x-real-ip");

  private final Set<String> names;

  ClientHeaders(AskConfig config) {
    names =
        config.backends().values().stream()
            .flatMap(backend -> backend.headers().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Those of a handshake, by lower-case name. */
  Map<String, String> of(UnaryOperator<String> header) {
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, String> headers = new HashMap<>();
    for (String name : names) {
      String value = header.apply(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return headers;
  }

  /** Adds those that a client says it would have sent; what it did send counts. */
  Map<String, String> with(Map<String, String> sent, Map<String, String> emulated) {
    if (names.isEmpty() || emulated.isEmpty()) {
      return sent;
    }
    Map<String, String> all = new HashMap<>();
    emulated.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (names.contains(lower) && mayEmulate(lower) && isValue(value)) {
            all.put(lower, value);
          }
        });
    all.putAll(sent);
    return all;
  }

  private static boolean mayEmulate(String name) {
    return !OF_PROXIES.contains(name) && !name.startsWith("x-forwarded-");
  }

  // What could end the header, and begin another one, is no value.
  private static boolean isValue(String value) {
    return value.length() <= MOST_CHARACTERS
        && value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
  }
}
