package io.carillon.gateway.proxy.pool;

import io.carillon.gateway.config.EjectionConfig;
import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.PoolConfig.Balance;
import io.carillon.gateway.config.PoolConfig.ProxyHeader;
import io.carillon.gateway.config.PoolConfig.Way;
import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.config.StickyConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.config.TargetConfig.State;
import io.carillon.gateway.config.UpstreamTlsConfig;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Makes pools for tests, with a clock that stands still until it is told to move. */
public final class PoolMaker {
  static final EjectionConfig EJECTION =
      new EjectionConfig(
          3, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(35), 50);

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicLong clock = new AtomicLong(1);
  private final Map<String, TargetConfig> targets = new LinkedHashMap<>();
  private Balance balance = new Balance(Way.ROUND_ROBIN, "");
  private Duration slowStart = Duration.ZERO;
  private EjectionConfig ejection = EJECTION;
  private HealthConfig health =
      new HealthConfig(HealthConfig.Type.NONE, "/", "", 200, 399, "", SECOND, SECOND, 2, 3);
  private UpstreamTlsConfig tls = new UpstreamTlsConfig("", true, "", "", "");
  private ProxyHeader sendProxy = ProxyHeader.NONE;

  public PoolMaker balance(Way way, String key) {
    balance = new Balance(way, key);
    return this;
  }

  public PoolMaker slowStart(Duration time) {
    slowStart = time;
    return this;
  }

  public PoolMaker ejection(EjectionConfig config) {
    ejection = config;
    return this;
  }

  public PoolMaker health(HealthConfig config) {
    health = config;
    return this;
  }

  public PoolMaker tls(UpstreamTlsConfig config) {
    tls = config;
    return this;
  }

  public PoolMaker sendProxy(ProxyHeader version) {
    sendProxy = version;
    return this;
  }

  /** Targets a, b, c … of these weights. */
  public PoolMaker weights(int... weights) {
    for (int i = 0; i < weights.length; i++) {
      target(String.valueOf((char) ('a' + i)), weights[i], 0, State.ENABLED);
    }
    return this;
  }

  /** Adds a target, or stands in the place of one of that name. */
  public PoolMaker target(String name, int weight, int most, State state) {
    targets.put(name, new TargetConfig(name, "127.0.0.1", 80, false, weight, most, state));
    return this;
  }

  /** Moves a target, or adds one. */
  public PoolMaker at(String name, String host, int port, boolean secure) {
    TargetConfig old = targets.get(name);
    targets.put(
        name,
        old == null
            ? new TargetConfig(name, host, port, secure, 1, 0, State.ENABLED)
            : new TargetConfig(
                name, host, port, secure, old.weight(), old.maxConnections(), old.state()));
    return this;
  }

  public PoolMaker without(String name) {
    targets.remove(name);
    return this;
  }

  public PoolConfig config() {
    return new PoolConfig(
        "chat",
        balance,
        new StickyConfig(StickyConfig.Kind.NONE, "carillon", Optional.empty(), SECOND),
        health,
        ejection,
        new ArrayList<>(targets.values()),
        new PoolTimeouts(PATIENCE, PATIENCE, PATIENCE, Duration.ZERO, Duration.ZERO),
        tls,
        sendProxy,
        slowStart,
        32,
        1012,
        PoolConfig.AtShutdown.CLOSE);
  }

  /** With the clock of this maker. */
  public Pool make() {
    return new Pool(config(), clock::get, GlobalEventExecutor.INSTANCE);
  }

  /** Moves the clock. */
  public void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  /** A request that says nothing of itself. */
  public static PoolRequest anybody() {
    return from("192.0.2.1", Map.of());
  }

  /**
   * A request.
   *
   * @param keys as in {@code header name} and {@code cookie name}
   */
  public static PoolRequest from(String source, Map<String, String> keys) {
    return new PoolRequest() {
      @Override
      public String source() {
        return source;
      }

      @Override
      public String header(String name) {
        return keys.get("header " + name);
      }

      @Override
      public String cookie(String name) {
        return keys.get("cookie " + name);
      }
    };
  }

  /** The names of the next targets, each given back at once. */
  public static String row(Pool pool, int length) {
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < length; i++) {
      Target target = pool.select(anybody(), Set.of());
      target.closed();
      row.append(target.name());
    }
    return row.toString();
  }
}
