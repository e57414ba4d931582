package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.config.EjectionConfig;
import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.config.StickyConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.config.UpstreamTlsConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Pools with all that does not matter to connections left out. */
public final class TestPools {
  /** Trust in what Java trusts. */
  public static final UpstreamTlsConfig TLS = new UpstreamTlsConfig("", true, "", "", "");

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private TestPools() {}

  /** A pool of targets in the order of their URLs, chosen in turn. */
  public static Pool pool(String... urls) {
    return pool(CONNECT, PoolConfig.ProxyHeader.NONE, TLS, urls);
  }

  static Pool pool(
      Duration connect, PoolConfig.ProxyHeader sendProxy, UpstreamTlsConfig tls, String... urls) {
    List<TargetConfig> targets = Arrays.stream(urls).map(TestPools::target).toList();
    Duration minute = Duration.ofMinutes(1);
    return new Pool(
        new PoolConfig(
            "pool",
            new PoolConfig.Balance(PoolConfig.Way.ROUND_ROBIN, ""),
            new StickyConfig(StickyConfig.Kind.NONE, "", Optional.empty(), minute),
            new HealthConfig(HealthConfig.Type.NONE, "/", "", 200, 299, "", minute, minute, 1, 1),
            new EjectionConfig(0, Duration.ZERO, minute, minute, 50),
            targets,
            new PoolTimeouts(connect, minute, minute, minute, Duration.ZERO),
            tls,
            sendProxy,
            Duration.ZERO,
            4,
            1012,
            PoolConfig.AtShutdown.CLOSE),
        GlobalEventExecutor.INSTANCE);
  }

  private static TargetConfig target(String url) {
    URI uri = URI.create(url);
    return new TargetConfig(
        uri.getHost() + ":" + uri.getPort(),
        uri.getHost(),
        uri.getPort(),
        uri.getScheme().equals("https"),
        1,
        0,
        TargetConfig.State.ENABLED);
  }
}
