package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.config.EjectionConfig;
import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.config.Secret;
import io.carillon.gateway.config.StickyConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.config.UpstreamTlsConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Configurations of pools that differ in their stickiness. */
final class StickyPools {
  private StickyPools() {}

  static PoolConfig cookie(String pool, String secret, TargetConfig... targets) {
    return pool(pool, StickyConfig.Kind.COOKIE, Optional.of(new Secret(secret)), targets);
  }

  static PoolConfig engineIo(TargetConfig... targets) {
    return pool("chat", StickyConfig.Kind.ENGINE_IO, Optional.empty(), targets);
  }

  static PoolConfig pool(
      String pool, StickyConfig.Kind kind, Optional<Secret> secret, TargetConfig... targets) {
    Duration second = Duration.ofSeconds(1);
    return new PoolConfig(
        pool,
        new PoolConfig.Balance(PoolConfig.Way.ROUND_ROBIN, ""),
        new StickyConfig(kind, "carillon", secret, Duration.ofMinutes(1)),
        new HealthConfig(HealthConfig.Type.NONE, "/", "", 200, 399, "", second, second, 1, 1),
        new EjectionConfig(0, second, second, second, 50),
        Stream.of(targets).toList(),
        new PoolTimeouts(second, second, second, Duration.ZERO, Duration.ZERO),
        new UpstreamTlsConfig("", true, "", "", ""),
        PoolConfig.ProxyHeader.NONE,
        Duration.ZERO,
        1,
        1012,
        PoolConfig.AtShutdown.CLOSE);
  }

  /** The same pool, that ejects a target after so many failures in a row. */
  static PoolConfig ejecting(PoolConfig pool, int failures) {
    EjectionConfig usual = pool.ejection();
    return new PoolConfig(
        pool.name(),
        pool.balance(),
        pool.sticky(),
        pool.health(),
        new EjectionConfig(failures, usual.early(), usual.time(), usual.maxTime(), 50),
        pool.targets(),
        pool.timeouts(),
        pool.tls(),
        pool.sendProxy(),
        pool.slowStart(),
        pool.maxIdle(),
        pool.lossCode(),
        pool.shutdown());
  }

  static TargetConfig target(String name) {
    return new TargetConfig(name, "127.0.0.1", 3000, false, 1, 0, TargetConfig.State.ENABLED);
  }
}
