package io.carillon.gateway.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what sends a client back to the target it was at. */
final class StickyBinder {
  private static final int LEAST_SECRET = 16;
  private static final Kind<StickyConfig.Kind> TYPE = Kind.choice(StickyConfig.Kind.values());

  /** What may be the name of a header or a cookie: a token, RFC 9110 section 5.6.2. */
  static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

  private static final Kind<String> COOKIE =
      Kind.text("the name of a cookie", TOKEN.asMatchPredicate());

  private StickyBinder() {}

  /**
   * Reads a section.
   *
   * @param kept the secret that {@code ***} stands for, if any
   */
  static StickyConfig bind(Section section, Optional<Secret> kept) {
    return new StickyConfig(
        section.value("type", StickyConfig.Kind.NONE, TYPE),
        section.value("cookie", "carillon", COOKIE),
        Secrets.of(section, "secret", LEAST_SECRET, kept),
        section.duration("ttl", Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofDays(1)));
  }
}
