package io.carillon.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Reads what carries publications between nodes. */
final class BrokerBinder {
  private static final int DEFAULT_PORT = 6379;
  private static final int MOST_SHARDS = 1_024;
  private static final int HIGHEST_DATABASE = 65_535;
  private static final Kind<String> SERVER =
      Kind.text("host:port, or a host alone for port 6379", ClusterBinder::isMember);
  private static final Kind<String> PREFIX =
      Kind.text(
          "1 to 60 letters, digits, dots, dashes, underscores or colons",
          Pattern.compile("[A-Za-z0-9._:-]{1,60}").asMatchPredicate());
  private static final Kind<String> PRIMARY =
      Kind.text("a name without blanks", Pattern.compile("[!-~]{1,100}").asMatchPredicate());

  private BrokerBinder() {}

  static BrokerConfig bind(Section section) {
    BrokerConfig.Type type =
        section.value("type", BrokerConfig.Type.EMBEDDED, Kind.choice(BrokerConfig.Type.values()));
    return new BrokerConfig(type, redis(section.section("redis")));
  }

  private static RedisConfig redis(Section section) {
    Section sentinel = section.section("sentinel");
    RedisConfig redis =
        new RedisConfig(
            section.value(
                "mode", RedisConfig.Mode.STANDALONE, Kind.choice(RedisConfig.Mode.values())),
            Texts.list(section, "servers", List.of("127.0.0.1"), SERVER).stream()
                .map(server -> ClusterBinder.withPort(server, DEFAULT_PORT))
                .toList(),
            sentinel.value("primary", "mymaster", PRIMARY),
            section.integer("database", 0, 0, HIGHEST_DATABASE),
            login(section),
            login(sentinel),
            tls(section.section("tls")),
            section.value("prefix", "carillon", PREFIX),
            section.integer("shards", 64, 1, MOST_SHARDS),
            section.duration(
                "timeout", Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofMinutes(1)),
            section.duration(
                "patience", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(5)));
    CrossChecks.redis(section, redis);
    return redis;
  }

  private static RedisConfig.Login login(Section section) {
    RedisConfig.Login login =
        new RedisConfig.Login(section.text("username", ""), Secrets.any(section, "password"));
    CrossChecks.redisLogin(section, login);
    return login;
  }

  private static RedisConfig.Tls tls(Section section) {
    RedisConfig.Tls tls =
        new RedisConfig.Tls(
            section.flag("enabled", false),
            section.value("ca", "", PemFiles.CERTIFICATES),
            section.flag("verify", true));
    CrossChecks.redisTls(section, tls);
    return tls;
  }
}
