package io.carillon.gateway.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the pools of backends. */
final class PoolBinder {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final int MOST_IDLE = 10_000;
  private static final int SERVICE_RESTART = 1012;
  private static final Kind<Duration> LONG_OR_NEVER =
      Kind.durationOrZero(SHORTEST, Duration.ofDays(30));
  private static final Kind<PoolConfig.ProxyHeader> PROXY_HEADER =
      Kind.choice(PoolConfig.ProxyHeader.values());
  private static final Kind<Integer> LOSS_CODE =
      new Kind<>(
          "a close code that may be sent: 1000 to 1003, 1007 to 1014 or 3000 to 4999",
          text -> Kind.integer(1000, 4999).parse(text).filter(PoolBinder::maySend));
  private static final Pattern HASHED =
      Pattern.compile("(header|cookie):(" + StickyBinder.TOKEN.pattern() + ")");
  private static final Kind<PoolConfig.Way> UNKEYED =
      Kind.choice(
          new PoolConfig.Way[] {
            PoolConfig.Way.ROUND_ROBIN,
            PoolConfig.Way.LEAST_CONNECTIONS,
            PoolConfig.Way.RANDOM_TWO,
            PoolConfig.Way.SOURCE
          });
  private static final Kind<PoolConfig.Balance> BALANCE =
      new Kind<>(
          "one of round-robin, least-connections, random-two, source, header:NAME, cookie:NAME",
          PoolBinder::balance);

  private final Map<String, PoolConfig> before;

  /**
   * @param before pools whose secrets {@code ***} stands for
   */
  PoolBinder(Map<String, PoolConfig> before) {
    this.before = before;
  }

  Map<String, PoolConfig> pools(Section root) {
    Map<String, PoolConfig> pools = new LinkedHashMap<>();
    root.named("pools")
        .forEach(
            (name, section) -> {
              if (!NAME.matcher(name).matches()) {
                section.complain("a name of 1 to 64 letters, digits, dots, dashes or underscores");
              }
              pools.put(name, pool(name, section));
            });
    return pools;
  }

  private PoolConfig pool(String name, Section section) {
    return new PoolConfig(
        name,
        section.value("balance", new PoolConfig.Balance(PoolConfig.Way.ROUND_ROBIN, ""), BALANCE),
        StickyBinder.bind(section.section("sticky", "type"), secretBefore(name)),
        HealthBinder.health(section.section("health")),
        HealthBinder.ejection(section.section("ejection")),
        TargetBinder.bind(section.list("targets")),
        timeouts(section.section("timeouts")),
        tls(section.section("tls")),
        section.value("sendProxy", PoolConfig.ProxyHeader.NONE, PROXY_HEADER),
        section.value(
            "slowStart", Duration.ZERO, Kind.durationOrZero(SHORTEST, Duration.ofHours(1))),
        section.integer("maxIdle", 32, 0, MOST_IDLE),
        section.value("lossCode", SERVICE_RESTART, LOSS_CODE),
        section.value(
            "shutdown", PoolConfig.AtShutdown.CLOSE, Kind.choice(PoolConfig.AtShutdown.values())));
  }

  private Optional<Secret> secretBefore(String pool) {
    return Optional.ofNullable(before.get(pool)).flatMap(config -> config.sticky().secret());
  }

  private static PoolTimeouts timeouts(Section section) {
    return new PoolTimeouts(
        section.duration("connect", Duration.ofSeconds(3), SHORTEST, Duration.ofMinutes(5)),
        section.duration("handshake", Duration.ofSeconds(10), SHORTEST, Duration.ofMinutes(10)),
        section.duration("response", Duration.ofSeconds(120), SHORTEST, Duration.ofDays(1)),
        section.value("tunnel", Duration.ofHours(1), LONG_OR_NEVER),
        section.value("maxAge", Duration.ZERO, LONG_OR_NEVER));
  }

  private static UpstreamTlsConfig tls(Section section) {
    UpstreamTlsConfig tls =
        new UpstreamTlsConfig(
            section.value("ca", "", PemFiles.CERTIFICATES),
            section.flag("verify", true),
            section.value("serverName", "", TargetUrl.SERVER_NAME),
            section.value("certificate", "", PemFiles.CERTIFICATES),
            section.value("key", "", PemFiles.KEY));
    PoolChecks.tls(section, tls);
    return tls;
  }

  private static Optional<PoolConfig.Balance> balance(String text) {
    Matcher hashed = HASHED.matcher(text);
    if (hashed.matches()) {
      PoolConfig.Way way =
          hashed.group(1).equals("header") ? PoolConfig.Way.HEADER : PoolConfig.Way.COOKIE;
      return Optional.of(new PoolConfig.Balance(way, hashed.group(2)));
    }
    return UNKEYED.parse(text).map(way -> new PoolConfig.Balance(way, ""));
  }

  // RFC 6455 section 7.4: 1004 to 1006 and 1015 are never in a frame.
  private static boolean maySend(int code) {
    return code >= 3000 || code <= 1003 || (code >= 1007 && code <= 1014);
  }
}
