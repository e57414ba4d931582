package io.carillon.gateway.proxy.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolConfig.Way;
import io.carillon.gateway.config.TargetConfig.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools that several event loops use at once. */
class SharedPoolTest {
  private static final int CHOICES = 20_000;

  @Test
  void twoLoopsShareOneRound() throws Exception {
    Pool pool = new PoolMaker().weights(5, 3, 2).make();

    crowd(
        2,
        () -> {
          for (int i = 0; i < CHOICES; i++) {
            pool.select(PoolMaker.anybody(), Set.of());
          }
          return null;
        });

    assertEquals(2 * CHOICES * 5 / 10, pool.target("a").open(), 5);
    assertEquals(2 * CHOICES * 3 / 10, pool.target("b").open(), 5);
    assertEquals(2 * CHOICES * 2 / 10, pool.target("c").open(), 5);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void noTargetEverHasMoreThanItMayHave(Way way) throws Exception {
    Pool pool =
        new PoolMaker()
            .balance(way, "x")
            .target("a", 1, 3, State.ENABLED)
            .target("b", 5, 2, State.ENABLED)
            .make();

    crowd(
        4,
        () -> {
          Deque<Target> held = new ArrayDeque<>();
          for (int i = 0; i < CHOICES; i++) {
            Target target = pool.select(PoolMaker.anybody(), Set.of());
            if (target != null) {
              held.add(target);
            }
            if (target == null || held.size() > 1) {
              held.stream().findFirst().ifPresent(first -> held.removeFirst().closed());
            }
          }
          held.forEach(Target::closed);
          return null;
        });

    assertEquals(3, pool.target("a").status().mostOpen());
    assertEquals(2, pool.target("b").status().mostOpen());
    assertEquals(0, pool.target("a").open() + pool.target("b").open());
  }

  @Test
  void rulesMayChangeWhileLoopsChoose() throws Exception {
    PoolMaker maker = new PoolMaker().weights(1, 1, 1);
    Pool pool = maker.make();
    List<Callable<Void>> work = new ArrayList<>();
    for (int loop = 0; loop < 3; loop++) {
      work.add(
          () -> {
            for (int i = 0; i < CHOICES; i++) {
              pool.select(PoolMaker.anybody(), Set.of()).closed();
            }
            return null;
          });
    }
    work.add(
        () -> {
          for (int i = 0; i < 500; i++) {
            pool.update(maker.without("b").config());
            pool.target("c").onHealth(i % 2 == 0 ? Health.DOWN : Health.UP, "test");
            pool.update(maker.weights(1, 1, 1).config());
          }
          return null;
        });

    crowd(work);

    pool.targets().forEach(target -> assertEquals(0, target.open(), target.name()));
    assertTrue(PoolMaker.row(pool, 9).contains("b"));
  }

  private static void crowd(int loops, Callable<Void> work) throws Exception {
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < loops; i++) {
      all.add(work);
    }
    crowd(all);
  }

  private static void crowd(List<Callable<Void>> work) throws Exception {
    ExecutorService loops = Executors.newFixedThreadPool(work.size());
    try {
      for (Future<Void> done : loops.invokeAll(work, 20, TimeUnit.SECONDS)) {
        done.get();
      }
    } finally {
      loops.shutdownNow();
    }
  }
}
