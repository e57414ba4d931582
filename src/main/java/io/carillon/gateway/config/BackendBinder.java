package io.carillon.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which servers are asked about clients, and what. Stateless. */
final class BackendBinder {
  private static final int KIB = 1024;
  private static final int MOST_ANSWER = 16 * KIB * KIB;
  private static final int MOST_AT_ONCE = 10_000;
  private static final int MOST_WAITING = 1_000_000;
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Kind<String> URL =
      Kind.text(
          "http:// or https://, a host and perhaps a port and a path, in which "
              + BackendConfig.QUESTION
              + " may stand",
          BackendBinder::isUrl);

  /** What the gateway says itself, or what is between it and the backend alone. */
  private static final Set<String> NOT_PASSED =
      Set.of(
          "host",
          "connection",
          "content-length",
          "content-type",
          "transfer-encoding",
          "upgrade",
          "te",
          "trailer",
          "keep-alive",
          "expect",
          "accept-encoding");

  private static final Kind<String> HEADER =
      Kind.text(
          "the name of a header that says something of the client",
          name ->
              StickyBinder.TOKEN.matcher(name).matches()
                  && !NOT_PASSED.contains(name.toLowerCase(Locale.ROOT)));

  private BackendBinder() {}

  static Map<String, BackendConfig> backends(Section root) {
    Map<String, BackendConfig> backends = new LinkedHashMap<>();
    root.named("backends").forEach((name, section) -> backends.put(name, backend(name, section)));
    return backends;
  }

  private static BackendConfig backend(String name, Section section) {
    if (!section.has("url")) {
      section.complain("url", URL.wanted());
    }
    Section breaker = section.section("breaker");
    return new BackendConfig(
        name,
        section.value("url", "http://localhost/", URL),
        Texts.list(section, "headers", List.of(), HEADER).stream()
            .map(header -> header.toLowerCase(Locale.ROOT))
            .distinct()
            .toList(),
        section.duration("timeout", Duration.ofSeconds(1), SHORTEST, LONGEST),
        section.integer("concurrency", 64, 1, MOST_AT_ONCE),
        section.integer("queue", 1_000, 0, MOST_WAITING),
        section.bytes("maxAnswerBytes", 64 * KIB, 1, MOST_ANSWER),
        breaker.integer("failures", 5, 1, MOST_WAITING),
        breaker.duration("pause", Duration.ofSeconds(3), SHORTEST, LONGEST));
  }

  static AskConfig ask(Section section, Map<String, BackendConfig> backends) {
    Map<String, BackendConfig> rpc = new LinkedHashMap<>();
    Kind<String> names = name(backends);
    Kind<String> methods =
        Kind.text(
            "the name of a method, or the begin of some and a *",
            method -> !method.isEmpty() && !method.substring(0, method.length() - 1).contains("*"));
    Texts.byName(section, "rpc", methods, names)
        .forEach((method, name) -> rpc.put(method, backends.get(name)));
    return new AskConfig(
        backends,
        one(section, "connect", backends),
        one(section, "refresh", backends),
        one(section, "subRefresh", backends),
        rpc);
  }

  private static Optional<BackendConfig> one(
      Section section, String key, Map<String, BackendConfig> backends) {
    Kind<String> known = name(backends);
    Kind<String> orNone =
        new Kind<>(
            known.wanted() + ", or nothing",
            text -> text.isEmpty() ? Optional.of("") : known.parse(text));
    return Optional.ofNullable(backends.get(section.value(key, "", orNone)));
  }

  /** The name of one of these. */
  static Kind<String> name(Map<String, BackendConfig> backends) {
    return Kind.text(
        "the name of one of backends" + (backends.isEmpty() ? ", of which there is none" : ""),
        backends::containsKey);
  }

  private static boolean isUrl(String text) {
    try {
      URI url = URI.create(text.replace(BackendConfig.QUESTION, "question"));
      return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null
          && text.indexOf('{') != text.indexOf("://") + 3
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
