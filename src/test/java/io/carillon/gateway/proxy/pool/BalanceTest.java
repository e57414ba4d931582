package io.carillon.gateway.proxy.pool;

import static io.carillon.gateway.proxy.pool.PoolMaker.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolConfig.Way;
import io.carillon.gateway.config.TargetConfig.State;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How a pool shares clients among its targets. */
class BalanceTest {
  private static final int CHOICES = 10_000;

  @Test
  void equalTargetsTakeTurnsInTheirOrder() {
    Pool pool = new PoolMaker().weights(1, 1, 1).make();

    assertEquals("abcabcabc", row(pool, 9));
  }

  @Test
  void roundRobinGivesEachItsShareExactly() {
    Pool pool = new PoolMaker().weights(5, 1, 3, 1).make();

    assertEquals(Map.of("a", 5_000, "b", 1_000, "c", 3_000, "d", 1_000), counts(pool));
  }

  @Test
  void roundRobinSpreadsAHeavyTargetEvenly() {
    Pool pool = new PoolMaker().weights(5, 1, 1).make();

    assertEquals("aaabaac".repeat(3), row(pool, 21));
  }

  @Test
  void roundRobinKeepsEveryTargetWithinOneTurnOfItsShareAtAllTimes() {
    int[] weights = {7, 4, 2, 1};
    Pool pool = new PoolMaker().weights(weights).make();
    Map<String, Integer> seen = new TreeMap<>();

    for (int i = 1; i <= 1_400; i++) {
      seen.merge(choose(pool), 1, Integer::sum);
      for (int t = 0; t < weights.length; t++) {
        double due = i * weights[t] / 14.0;
        double off = seen.getOrDefault(String.valueOf((char) ('a' + t)), 0) - due;
        assertTrue(Math.abs(off) < 1.5, "after " + i + " target " + t + " is off by " + off);
      }
    }
  }

  @Test
  void aTargetOfNoWeightGetsNobody() {
    Pool pool = new PoolMaker().weights(1, 0, 1).make();

    assertEquals(Map.of("a", 5_000, "c", 5_000), counts(pool));
  }

  @Test
  void aTargetThatIsBackTakesItsTurnAtOnceAndDoesNotCatchUp() {
    Pool pool = new PoolMaker().weights(1, 1, 1).make();
    pool.target("b").onHealth(Health.DOWN, "test");
    assertEquals("acacac", row(pool, 6));

    pool.target("b").onHealth(Health.UP, "test");

    assertEquals("bab", row(pool, 3));
    assertEquals("cabcab", row(pool, 6));
  }

  @Test
  void theShareOfATargetThatIsDownGoesToAllOthersAlike() {
    Pool pool = new PoolMaker().weights(1, 1, 1, 1, 1).make();

    pool.target("b").onHealth(Health.DOWN, "test");

    assertEquals(Map.of("a", 2_500, "c", 2_500, "d", 2_500, "e", 2_500), counts(pool));
  }

  @Test
  void whatWasTriedIsNotChosenAgain() {
    for (Way way : Way.values()) {
      Pool pool = new PoolMaker().balance(way, "x").weights(3, 2, 1).make();
      Set<Target> tried = new HashSet<>();

      for (int i = 0; i < 3; i++) {
        assertTrue(tried.add(pool.select(PoolMaker.anybody(), tried)), way.name());
      }

      assertNull(pool.select(PoolMaker.anybody(), tried), way.name());
    }
  }

  @Test
  void leastConnectionsFillsByWeight() {
    Pool pool = new PoolMaker().balance(Way.LEAST_CONNECTIONS, "").weights(5, 3, 2).make();

    for (int i = 0; i < CHOICES; i++) {
      pool.select(PoolMaker.anybody(), Set.of());
    }

    assertEquals(5_000, pool.target("a").open());
    assertEquals(3_000, pool.target("b").open());
    assertEquals(2_000, pool.target("c").open());
  }

  @Test
  void leastConnectionsTakesTurnsAmongThoseThatHaveEquallyFew() {
    Pool pool = new PoolMaker().balance(Way.LEAST_CONNECTIONS, "").weights(1, 1, 1).make();

    assertEquals("abcabc", row(pool, 6));
  }

  @Test
  void leastConnectionsFillsATargetThatIsAddedUntilItHasAsManyAsTheOthers() {
    PoolMaker maker = new PoolMaker().balance(Way.LEAST_CONNECTIONS, "").weights(1, 1);
    Pool pool = maker.make();
    for (int i = 0; i < 20; i++) {
      pool.select(PoolMaker.anybody(), Set.of());
    }

    pool.update(maker.weights(1, 1, 1).config());

    for (int i = 0; i < 10; i++) {
      assertEquals("c", pool.select(PoolMaker.anybody(), Set.of()).name());
    }
    assertEquals(10, pool.target("a").open());
  }

  @Test
  void randomOfTwoDrawsByWeight() {
    Pool pool = new PoolMaker().balance(Way.RANDOM_TWO, "").weights(3, 1, 1, 0).make();

    Map<String, Integer> counts = counts(pool);

    // Nobody has a connection, so the first draw decides.
    assertEquals(6_000, counts.get("a"), 300);
    assertEquals(2_000, counts.get("b"), 300);
    assertEquals(2_000, counts.get("c"), 300);
    assertNull(counts.get("d"));
  }

  @Test
  void randomOfTwoLevelsConnections() {
    Pool pool = new PoolMaker().balance(Way.RANDOM_TWO, "").weights(1, 1, 1, 1).make();

    for (int i = 0; i < CHOICES; i++) {
      pool.select(PoolMaker.anybody(), Set.of());
    }

    for (Target target : pool.targets()) {
      assertEquals(2_500, target.open(), 50, target.name());
    }
  }

  @Test
  void randomOfTwoTakesTheOnlyOneThereIs() {
    Pool pool = new PoolMaker().balance(Way.RANDOM_TWO, "").weights(1, 1).make();

    pool.target("a").onHealth(Health.DOWN, "test");

    assertEquals("bbbb", row(pool, 4));
  }

  @Test
  void aFullTargetIsPassedByInEveryWay() {
    for (Way way : Way.values()) {
      Pool pool =
          new PoolMaker()
              .balance(way, "x")
              .target("a", 1, 1, State.ENABLED)
              .target("b", 1, 2, State.ENABLED)
              .make();

      for (int i = 0; i < 3; i++) {
        pool.select(PoolMaker.anybody(), Set.of());
      }

      assertEquals(1, pool.target("a").open(), way.name());
      assertEquals(2, pool.target("b").open(), way.name());
      assertNull(pool.select(PoolMaker.anybody(), Set.of()), way.name());
      assertEquals(PoolShortage.ALL_FULL, pool.shortage(), way.name());
    }
  }

  private static Map<String, Integer> counts(Pool pool) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < CHOICES; i++) {
      counts.merge(choose(pool), 1, Integer::sum);
    }
    return counts;
  }

  private static String choose(Pool pool) {
    Target target = pool.select(PoolMaker.anybody(), Set.of());
    target.closed();
    return target.name();
  }
}
