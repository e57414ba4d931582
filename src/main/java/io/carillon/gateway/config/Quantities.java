package io.carillon.gateway.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them. */
final class Quantities {
  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");
  private static final Map<String, Duration> TIMES =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Map<String, Integer> SIZES =
      Map.of("", 1, "b", 1, "kib", 1024, "mib", 1 << 20);

  private Quantities() {}

  /** For instance {@code 500ms}, {@code 25s}, {@code 5m}; {@code 0} needs no unit. */
  static Optional<Duration> duration(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    if (number == 0 && matcher.group(2).isEmpty()) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.ofNullable(TIMES.get(matcher.group(2)))
        .filter(unit -> number <= Long.MAX_VALUE / unit.toMillis())
        .map(unit -> Duration.ofMillis(unit.toMillis() * number));
  }

  /** In bytes, for instance {@code 65536}, {@code 64KiB}, {@code 1MiB}. */
  static Optional<Long> bytes(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.ofNullable(SIZES.get(matcher.group(2).toLowerCase(Locale.ROOT)))
        .filter(unit -> number <= Long.MAX_VALUE / unit)
        .map(unit -> unit * number);
  }

  /** As a person would write it. */
  static String show(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      if (millis != 0 && millis % TIMES.get(unit).toMillis() == 0) {
        return millis / TIMES.get(unit).toMillis() + unit;
      }
    }
    return millis + "ms";
  }
}
