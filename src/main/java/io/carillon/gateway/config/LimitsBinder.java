package io.carillon.gateway.config;

import java.time.Duration;
import java.util.Optional;

/** Reads what clients may ask of a node. */
final class LimitsBinder {
  private static final int MIB = 1024 * 1024;
  private static final int MOST = 100_000_000;
  private static final int MOST_A_SECOND = 1_000_000;
  private static final Kind<Integer> PACE =
      new Kind<>(
          "adaptive, off, or clients a second from 1 to " + MOST_A_SECOND, LimitsBinder::pace);
  private static final Kind<Integer> FULLNESS =
      new Kind<>("off, or percent from 20 to 99", LimitsBinder::fullness);
  private static final int ADAPTIVE = 0;
  private static final int OFF = -1;

  private LimitsBinder() {}

  static LimitsConfig bind(Section section) {
    Section client = section.section("client");
    Section user = section.section("user");
    return new LimitsConfig(
        rate(client.section("commands", "perSecond")),
        rate(client.section("publications", "perSecond")),
        client.bytes("connectBytes", 0, 0, 16 * MIB),
        user.integer("connections", 0, 0, MOST),
        user.integer("channels", 0, 0, MOST),
        section.section("address").integer("connections", 0, 0, MOST),
        section.section("node").integer("connections", 0, 0, MOST),
        admission(section.section("admission", "rate")),
        section.section("files").integer("reserve", 0, 0, MOST),
        memory(section.section("memory", "refuse")));
  }

  // Without a burst of its own it is what two seconds bring.
  private static LimitsConfig.Rate rate(Section section) {
    int perSecond = section.integer("perSecond", 0, 0, MOST_A_SECOND);
    int burst = section.integer("burst", 0, 0, MOST_A_SECOND);
    if (section.isSound("perSecond", "burst") && perSecond == 0 && burst > 0) {
      section.complain("perSecond", "0 (default)", "at least 1, since burst is given");
    }
    return new LimitsConfig.Rate(perSecond, burst == 0 ? 2 * perSecond : burst);
  }

  private static MemoryConfig memory(Section section) {
    int refuse = section.value("refuse", 85, FULLNESS);
    int resume = section.integer("resume", Math.max(0, refuse - 10), 0, 99);
    if (section.isSound("refuse", "resume") && refuse > 0 && resume >= refuse) {
      section.complain("resume", "less than refuse");
    }
    return new MemoryConfig(refuse, resume);
  }

  private static Optional<Integer> fullness(String text) {
    return text.equals("off") || text.equals("false")
        ? Optional.of(0) // off is a word for false in YAML
        : Kind.integer(20, 99).parse(text);
  }

  private static AdmissionConfig admission(Section section) {
    int pace = section.value("rate", ADAPTIVE, PACE);
    return new AdmissionConfig(
        pace == OFF
            ? AdmissionConfig.Mode.OFF
            : pace == ADAPTIVE ? AdmissionConfig.Mode.ADAPTIVE : AdmissionConfig.Mode.FIXED,
        Math.max(0, pace),
        section.duration("lag", Duration.ofMillis(50), Duration.ofMillis(5), Duration.ofSeconds(5)),
        section.duration(
            "patience", Duration.ofSeconds(3), Duration.ofMillis(10), Duration.ofMinutes(1)),
        section.integer("waiting", 20_000, 1, MOST));
  }

  private static Optional<Integer> pace(String text) {
    return switch (text) {
      case "adaptive" -> Optional.of(ADAPTIVE);
      case "off", "false" -> Optional.of(OFF); // off is a word for false in YAML
      default -> Kind.integer(1, MOST_A_SECOND).parse(text);
    };
  }
}
