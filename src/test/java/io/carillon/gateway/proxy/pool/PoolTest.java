package io.carillon.gateway.proxy.pool;

import static io.carillon.gateway.proxy.pool.PoolMaker.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolConfig.Way;
import io.carillon.gateway.config.TargetConfig.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What operators may do to the targets of a pool while it is at work. */
class PoolTest {
  @Test
  void aDrainedTargetKeepsItsClientsAndGetsNoNewOnes() {
    Pool pool =
        new PoolMaker().target("a", 1, 0, State.DRAIN).target("b", 1, 0, State.ENABLED).make();

    assertEquals("bbbb", row(pool, 4));
    assertTrue(pool.keep(pool.target("a")));
    assertEquals(1, pool.target("a").open());
  }

  @Test
  void aTargetInMaintenanceGetsNobodyAtAll() {
    Pool pool =
        new PoolMaker()
            .target("a", 1, 0, State.MAINTENANCE)
            .target("b", 1, 0, State.ENABLED)
            .make();

    assertEquals("bbbb", row(pool, 4));
    assertFalse(pool.keep(pool.target("a")));
    assertEquals(0, pool.target("a").open());
  }

  @Test
  void aTargetWithoutWeightKeepsItsClients() {
    Pool pool = new PoolMaker().weights(0, 1).make();

    assertEquals("bb", row(pool, 2));
    assertTrue(pool.keep(pool.target("a")));
  }

  @Test
  void nobodyStaysAtATargetThatIsDownOrEjectedOrFull() {
    Pool pool = new PoolMaker().weights(1, 1, 1).target("d", 1, 1, State.ENABLED).make();
    pool.target("a").onHealth(Health.DOWN, "test");
    for (int i = 0; i < 3; i++) {
      pool.target("b").onFailure("test");
    }
    assertTrue(pool.keep(pool.target("d")));

    assertFalse(pool.keep(pool.target("a")));
    assertFalse(pool.keep(pool.target("b")));
    assertTrue(pool.keep(pool.target("c")));
    assertFalse(pool.keep(pool.target("d")));
  }

  @Test
  void aSessionStaysAtATargetThatIsEjectedOrDrainedOnly() {
    Pool pool =
        new PoolMaker()
            .weights(1, 1, 1, 1)
            .target("e", 1, 0, State.DRAIN)
            .target("f", 1, 0, State.MAINTENANCE)
            .target("g", 1, 1, State.ENABLED)
            .make();
    for (String ejected : List.of("a", "b", "e", "f")) {
      for (int i = 0; i < 3; i++) {
        pool.target(ejected).onFailure("test");
      }
    }
    pool.target("b").onHealth(Health.DOWN, "test");
    assertTrue(pool.keepSession(pool.target("g")));
    assertFalse(pool.panics());

    assertFalse(pool.keep(pool.target("a")), "who may move does");
    assertTrue(pool.keepSession(pool.target("a")));
    assertEquals(1, pool.target("a").open());
    assertFalse(pool.keepSession(pool.target("b")), "ejected and down");
    assertTrue(pool.keepSession(pool.target("e")), "ejected and drained");
    assertFalse(pool.keepSession(pool.target("f")), "in maintenance");
    assertFalse(pool.keepSession(pool.target("g")), "full");
  }

  @Test
  void aTargetLivesOnWhenRulesChange() {
    PoolMaker maker = new PoolMaker().weights(1, 1);
    Pool pool = maker.make();
    Target target = pool.target("a");
    pool.select(PoolMaker.anybody(), Set.of());
    target.onHealth(Health.DOWN, "test");

    pool.update(maker.balance(Way.LEAST_CONNECTIONS, "").target("a", 7, 9, State.DRAIN).config());

    assertSame(target, pool.target("a"));
    assertEquals(1, target.open());
    assertEquals(Health.DOWN, target.health());
    assertEquals(7, target.config().weight());
    assertEquals(State.DRAIN, target.status().wanted());
    assertEquals("drain", target.status().reason());
  }

  @Test
  void aTargetThatMovesIsAnother() {
    PoolMaker maker = new PoolMaker().weights(1, 1);
    Pool pool = maker.make();
    Target old = pool.target("a");
    old.onHealth(Health.DOWN, "test");

    pool.update(maker.at("a", "127.0.0.1", 81, false).config());

    assertNotSame(old, pool.target("a"));
    assertEquals(Health.UNKNOWN, pool.target("a").health());
    assertFalse(pool.keep(old));
  }

  @Test
  void aTargetThatIsRemovedGetsNobodyAndCountsDown() {
    PoolMaker maker = new PoolMaker().weights(1, 1);
    Pool pool = maker.make();
    Target removed = pool.select(PoolMaker.anybody(), Set.of());
    assertEquals("a", removed.name());

    pool.update(maker.without("a").config());

    assertNull(pool.target("a"));
    assertEquals("bbb", row(pool, 3));
    assertFalse(pool.keep(removed));
    assertEquals(1, removed.open());
    removed.closed();
    assertEquals(0, removed.open());
  }

  @Test
  void aTargetThatComesBackStillCountsItsConnections() {
    PoolMaker maker = new PoolMaker().target("a", 1, 1, State.ENABLED);
    Pool pool = maker.make();
    Target before = pool.select(PoolMaker.anybody(), Set.of());
    before.onHealth(Health.DOWN, "test");
    pool.update(maker.without("a").config());
    assertTrue(pool.isInUse());

    pool.update(maker.target("a", 1, 1, State.ENABLED).config());

    Target back = pool.target("a");
    assertEquals(1, back.open());
    assertEquals(1, back.status().total());
    assertEquals(Health.UNKNOWN, back.health(), "nothing is held against it");
    assertNull(pool.select(PoolMaker.anybody(), Set.of()), "full");
    before.closed();
    assertEquals(0, back.open());
    assertSame(back, pool.select(PoolMaker.anybody(), Set.of()));
  }

  @Test
  void aTargetThatMovesAwayAndBackStillCountsItsConnections() {
    PoolMaker maker = new PoolMaker().weights(1);
    Pool pool = maker.make();
    pool.select(PoolMaker.anybody(), Set.of());

    pool.update(maker.at("a", "127.0.0.1", 81, false).config());
    assertEquals(0, pool.target("a").open());
    pool.select(PoolMaker.anybody(), Set.of());
    pool.select(PoolMaker.anybody(), Set.of());

    pool.update(maker.at("a", "127.0.0.1", 80, false).config());
    assertEquals(1, pool.target("a").open());
    pool.update(maker.at("a", "127.0.0.1", 81, false).config());
    assertEquals(2, pool.target("a").open());
  }

  @Test
  void aPoolTellsWhyItHasNobody() {
    PoolMaker maker = new PoolMaker();
    Pool pool = maker.make();
    assertNull(pool.select(PoolMaker.anybody(), Set.of()));
    assertEquals("no target is enabled", pool.shortage().text());

    pool.update(maker.target("a", 1, 0, State.DRAIN).config());
    assertNull(pool.select(PoolMaker.anybody(), Set.of()));
    assertEquals("no target is enabled", pool.shortage().text());

    pool.update(maker.target("a", 1, 1, State.ENABLED).config());
    pool.select(PoolMaker.anybody(), Set.of());
    assertNull(pool.select(PoolMaker.anybody(), Set.of()));
    assertEquals("all targets are full", pool.shortage().text());
  }

  @Test
  void aPoolWhoseTargetsAreAllDownHasNobody() {
    Pool pool = new PoolMaker().weights(1, 1).make();

    pool.targets().forEach(target -> target.onHealth(Health.DOWN, "test"));

    assertFalse(pool.panics());
    assertNull(pool.select(PoolMaker.anybody(), Set.of()));
    assertEquals("no target is up", pool.shortage().text());
  }

  @Test
  void aTargetThatComesUpTakesItsShareSlowly() {
    PoolMaker maker = new PoolMaker().slowStart(Duration.ofSeconds(100)).weights(1, 1);
    Pool pool = maker.make();
    assertEquals(500, countOf("b", pool), "at the start of the pool");
    pool.target("b").onHealth(Health.DOWN, "test");
    pool.target("b").onHealth(Health.UP, "test");

    assertEquals(10, countOf("b", pool), 2, "at once");
    maker.pass(Duration.ofSeconds(25));
    assertEquals(200, countOf("b", pool), 2, "after a quarter");
    maker.pass(Duration.ofSeconds(25));
    assertEquals(333, countOf("b", pool), 2, "after half the time");
    maker.pass(Duration.ofSeconds(50));
    assertEquals(500, countOf("b", pool), 2, "at last");
  }

  @Test
  void oneThatIsAddedOrEnabledStartsSlowlyToo() {
    PoolMaker maker = new PoolMaker().slowStart(Duration.ofSeconds(100)).weights(1);
    Pool pool = maker.make();

    pool.update(maker.target("b", 1, 0, State.ENABLED).config());
    assertEquals(10, countOf("b", pool), 2);
    maker.pass(Duration.ofSeconds(100));
    assertEquals(500, countOf("b", pool), 2);

    pool.update(maker.target("b", 1, 0, State.MAINTENANCE).config());
    assertEquals(0, countOf("b", pool));
    pool.update(maker.target("b", 1, 0, State.ENABLED).config());
    assertEquals(10, countOf("b", pool), 2);
  }

  @Test
  void aSlowTargetServesAllWhenItIsAlone() {
    PoolMaker maker = new PoolMaker().slowStart(Duration.ofSeconds(100)).weights(1, 1);
    Pool pool = maker.make();
    pool.target("a").onHealth(Health.DOWN, "test");
    pool.target("b").onHealth(Health.DOWN, "test");
    pool.target("b").onHealth(Health.UP, "test");

    assertEquals("bbbb", row(pool, 4));
  }

  @Test
  void aTargetTellsHowItStands() {
    Pool pool = new PoolMaker().target("a", 3, 9, State.ENABLED).make();
    Target target = pool.target("a");
    pool.select(PoolMaker.anybody(), Set.of());
    pool.select(PoolMaker.anybody(), Set.of());
    target.closed();
    target.onFailure("connection refused");
    target.onHealth(Health.DOWN, "check failed: status 500");

    TargetStatus status = target.status();

    assertEquals("a", status.name());
    assertEquals("127.0.0.1:80", status.address());
    assertEquals(3, status.weight());
    assertEquals(9, status.maxConnections());
    assertEquals(State.ENABLED, status.wanted());
    assertEquals(Health.DOWN, status.health());
    assertEquals(Optional.empty(), status.ejectedUntil());
    assertEquals(1, status.open());
    assertEquals(2, status.mostOpen());
    assertEquals(2, status.total());
    assertEquals(1, status.failures());
    assertEquals("check failed: status 500", status.reason());
  }

  private static int countOf(String name, Pool pool) {
    return (int) row(pool, 1_000).chars().filter(letter -> letter == name.charAt(0)).count();
  }
}
