package io.carillon.gateway.config;

import java.time.Duration;

/** Reads the bounds of a client. */
final class SessionsBinder {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int LARGEST_CONTROL_FRAME = 125;
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofHours(1);

  private SessionsBinder() {}

  static SessionsConfig bind(Section section) {
    SessionsConfig sessions =
        new SessionsConfig(
            section.duration("pingInterval", Duration.ofSeconds(25), SHORTEST, LONGEST),
            section.duration("pongTimeout", Duration.ofSeconds(8), SHORTEST, LONGEST),
            section.duration("connectTimeout", Duration.ofSeconds(10), SHORTEST, LONGEST),
            section.duration("closeTimeout", Duration.ofSeconds(5), SHORTEST, LONGEST),
            section.bytes("maxMessageBytes", 64 * KIB, LARGEST_CONTROL_FRAME, 16 * MIB),
            section.bytes("maxQueuedBytes", MIB, LARGEST_CONTROL_FRAME, 512 * MIB),
            section.integer("maxChannels", 128, 1, 100_000));
    CrossChecks.sessions(section, sessions);
    return sessions;
  }
}
