package io.carillon.gateway.config;

import java.time.Duration;

/** Reads how a node parts with its clients. */
final class ShutdownBinder {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Kind<Duration> NONE_OR_SOME = Kind.durationOrZero(SHORTEST, LONGEST);
  private static final int MOST_A_SECOND = 1_000_000;

  private ShutdownBinder() {}

  static ShutdownConfig bind(Section section) {
    ShutdownConfig shutdown =
        new ShutdownConfig(
            section.value("notReadyFor", Duration.ofSeconds(5), NONE_OR_SOME),
            section.integer("rate", 100, 1, MOST_A_SECOND),
            section.value("window", Duration.ofSeconds(10), NONE_OR_SOME),
            section.duration(
                "deadline", Duration.ofSeconds(20), SHORTEST, LONGEST.multipliedBy(2)));
    CrossChecks.shutdown(section, shutdown);
    return shutdown;
  }
}
