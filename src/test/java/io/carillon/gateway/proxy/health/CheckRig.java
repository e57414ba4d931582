package io.carillon.gateway.proxy.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.proxy.pool.Health;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.PoolMaker;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.upstream.UpstreamTls;
import io.carillon.gateway.testkit.Await;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Checks at work on the pool of a maker. */
final class CheckRig implements AutoCloseable {
  private static final Duration SELDOM = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final int DEADLINE_SECONDS = 50;

  final Vertx vertx = Vertx.vertx();
  final UpstreamTls tls = new UpstreamTls();
  final HealthChecks checks = new HealthChecks(vertx, tls);
  final PoolMaker maker = new PoolMaker();
  private Pool pool;

  /** Checks of a kind, so seldom that only the first is seen, and patient. */
  static HealthConfig once(HealthConfig.Type type, String body) {
    return check(type, body, PATIENCE);
  }

  /** The same for servers that let a check wait. */
  static HealthConfig brief(HealthConfig.Type type, String body) {
    return check(type, body, TIMEOUT);
  }

  /** Whichever of these brings such a failure about. */
  static HealthConfig failing(HealthConfig.Type type, String body, String reason) {
    return reason.startsWith("no answer") ? brief(type, body) : once(type, body);
  }

  private static HealthConfig check(HealthConfig.Type type, String body, Duration timeout) {
    return new HealthConfig(type, "/health?x=1", "", 200, 399, body, SELDOM, timeout, 2, 3);
  }

  /** Makes the pool, or brings it up to date, and checks it. */
  Pool update() {
    if (pool == null) {
      pool = maker.make();
    } else {
      pool.update(maker.config());
    }
    checks.update(List.of(pool));
    return pool;
  }

  Pool pool() {
    return pool;
  }

  /** Waits until checks say so of a target. */
  void await(String name, Health health) {
    Target target = pool.target(name);
    Await.until(() -> target.health() == health, () -> target.status().toString());
  }

  /** What the first check of a target at this port says: what it is, and why. */
  void expect(HealthConfig config, int port, Health health, String reason) {
    maker.health(config).at("a", "127.0.0.1", port, false);
    update();
    await("a", health);
    assertEquals(reason, pool.target("a").status().reason());
  }

  @Override
  public void close() {
    try {
      checks.close().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
      vertx.close().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }
}
