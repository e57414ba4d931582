package io.carillon.gateway.proxy.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolConfig.Way;
import io.carillon.gateway.config.TargetConfig.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Clients that are told apart by a key. */
class ByKeyTest {
  private static final int KEYS = 10_000;

  @Test
  void oneSourceAlwaysGetsTheSameTarget() {
    Pool pool = new PoolMaker().balance(Way.SOURCE, "").weights(1, 1, 1).make();
    PoolRequest request = PoolMaker.from("192.0.2.7", Map.of());

    String first = choose(pool, request);

    for (int i = 0; i < 100; i++) {
      assertEquals(first, choose(pool, request));
    }
  }

  @Test
  void everyNodeAgrees() {
    PoolMaker maker = new PoolMaker().balance(Way.SOURCE, "").weights(1, 2, 3, 4);

    assertEquals(bySource(maker.make()), bySource(maker.make()));
  }

  @Test
  void sourcesAreSpreadByWeight() {
    Pool pool = new PoolMaker().balance(Way.SOURCE, "").weights(5, 3, 2, 0).make();

    Map<String, Integer> counts = new TreeMap<>();
    bySource(pool).forEach(target -> counts.merge(target, 1, Integer::sum));

    assertEquals(5_000, counts.get("a"), 250);
    assertEquals(3_000, counts.get("b"), 250);
    assertEquals(2_000, counts.get("c"), 250);
    assertEquals(3, counts.size());
  }

  @Test
  void addingOneOfTenMovesATenthAndOnlyToIt() {
    PoolMaker maker = new PoolMaker().balance(Way.SOURCE, "").weights(1, 1, 1, 1, 1, 1, 1, 1, 1);
    Pool pool = maker.make();
    List<String> before = bySource(pool);

    pool.update(maker.target("new", 1, 0, State.ENABLED).config());

    List<String> after = bySource(pool);
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      if (!before.get(i).equals(after.get(i))) {
        assertEquals("new", after.get(i));
        moved++;
      }
    }
    assertEquals(KEYS / 10, moved, 150);
  }

  @Test
  void onlyTheKeysOfATargetThatIsDownMoveAndTheyComeBack() {
    Pool pool = new PoolMaker().balance(Way.SOURCE, "").weights(1, 1, 1, 1).make();
    List<String> before = bySource(pool);

    pool.target("b").onHealth(Health.DOWN, "test");
    List<String> without = bySource(pool);
    pool.target("b").onHealth(Health.UP, "test");

    for (int i = 0; i < KEYS; i++) {
      assertTrue(before.get(i).equals("b") != before.get(i).equals(without.get(i)), "key " + i);
    }
    assertEquals(before, bySource(pool));
  }

  @Test
  void aHeaderOrCookieIsAKey() {
    for (Way way : List.of(Way.HEADER, Way.COOKIE)) {
      Pool pool = new PoolMaker().balance(way, "user").weights(1, 1, 1, 1).make();
      String kind = way == Way.HEADER ? "header user" : "cookie user";
      Map<String, String> seen = new TreeMap<>();

      for (int i = 0; i < 400; i++) {
        String user = "user-" + i % 40;
        String target = choose(pool, PoolMaker.from("192.0.2." + i, Map.of(kind, user)));
        assertEquals(target, seen.merge(user, target, (old, now) -> old), way + " " + user);
      }

      assertEquals(4, Set.copyOf(seen.values()).size(), way.name());
    }
  }

  @Test
  void aRequestWithoutTheKeyGoesToWhoseTurnItIs() {
    for (Way way : List.of(Way.HEADER, Way.COOKIE)) {
      Pool pool = new PoolMaker().balance(way, "user").weights(1, 1, 1).make();

      assertEquals("abcabc", PoolMaker.row(pool, 6));
    }
  }

  @Test
  void aFullTargetsKeysGoElsewhereUntilItHasRoom() {
    Pool pool =
        new PoolMaker()
            .balance(Way.SOURCE, "")
            .target("a", 1, 1, State.ENABLED)
            .target("b", 1, 1, State.ENABLED)
            .make();
    PoolRequest request = PoolMaker.from("192.0.2.7", Map.of());
    Target own = pool.select(request, Set.of());

    Target other = pool.select(request, Set.of());
    own.closed();

    assertTrue(own != other);
    assertEquals(own, pool.select(request, Set.of()));
  }

  private static List<String> bySource(Pool pool) {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      chosen.add(choose(pool, PoolMaker.from("10.0." + i / 256 + "." + i % 256, Map.of())));
    }
    return chosen;
  }

  private static String choose(Pool pool, PoolRequest request) {
    Target target = pool.select(request, Set.of());
    target.closed();
    return target.name();
  }
}
