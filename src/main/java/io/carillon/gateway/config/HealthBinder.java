package io.carillon.gateway.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how a pool finds out which of its targets live. */
final class HealthBinder {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final int MOST_IN_A_ROW = 100;
  private static final int MOST_FAILURES = 1_000;
  private static final int MOST_BODY = 1_000;
  private static final Kind<HealthConfig.Type> TYPE = Kind.choice(HealthConfig.Type.values());
  private static final Kind<String> PATH =
      Kind.text(
          "a path that begins with / and holds no blank and no #",
          Pattern.compile("/[!-~&&[^#]]*").asMatchPredicate());
  private static final Kind<String> HOST =
      Kind.text(
          "a host, and perhaps a port, or empty for the target's",
          Pattern.compile("|([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?").asMatchPredicate());
  private static final Kind<String> BODY =
      Kind.text("at most 1000 characters", text -> text.length() <= MOST_BODY);
  private static final Kind<Statuses> STATUS =
      new Kind<>("a status from 100 to 599, or two as in 200-399", Statuses::parse);

  private HealthBinder() {}

  static HealthConfig health(Section section) {
    Statuses statuses = section.value("status", new Statuses(200, 399), STATUS);
    HealthConfig health =
        new HealthConfig(
            section.value("type", HealthConfig.Type.TCP, TYPE),
            section.value("path", "/", PATH),
            section.value("host", "", HOST),
            statuses.from(),
            statuses.to(),
            section.value("body", "", BODY),
            section.duration("interval", Duration.ofSeconds(5), SHORTEST, Duration.ofHours(1)),
            section.duration("timeout", Duration.ofSeconds(2), SHORTEST, Duration.ofMinutes(5)),
            section.integer("rise", 2, 1, MOST_IN_A_ROW),
            section.integer("fall", 3, 1, MOST_IN_A_ROW));
    PoolChecks.health(section, health);
    return health;
  }

  static EjectionConfig ejection(Section section) {
    EjectionConfig ejection =
        new EjectionConfig(
            section.integer("failures", 5, 0, MOST_FAILURES),
            section.value(
                "early", Duration.ofSeconds(2), Kind.durationOrZero(SHORTEST, Duration.ofHours(1))),
            section.duration("time", Duration.ofSeconds(10), SHORTEST, Duration.ofHours(1)),
            section.duration("maxTime", Duration.ofMinutes(5), SHORTEST, Duration.ofDays(1)),
            section.integer("panic", 50, 0, 100));
    PoolChecks.ejection(section, ejection);
    return ejection;
  }

  private record Statuses(int from, int to) {
    private static final Pattern RANGE = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

    static Optional<Statuses> parse(String text) {
      Matcher range = RANGE.matcher(text);
      if (!range.matches()) {
        return Optional.empty();
      }
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
      return Optional.of(new Statuses(from, to)).filter(statuses -> from <= to);
    }
  }
}
