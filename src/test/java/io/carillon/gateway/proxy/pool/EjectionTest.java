package io.carillon.gateway.proxy.pool;

import static io.carillon.gateway.proxy.pool.PoolMaker.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.gateway.config.EjectionConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.TargetConfig.State;
import io.carillon.gateway.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Targets that clients find broken: three failures eject for 10, 20, 30, 35 seconds. */
class EjectionTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private final PoolMaker maker = new PoolMaker().weights(1, 1, 1);
  private final Pool pool = maker.make();
  private final Target target = pool.target("a");

  @Test
  void failuresInARowEjectATarget() {
    fail(2);
    assertFalse(isEjected());

    fail(1);

    assertTrue(isEjected());
    assertEquals("bcbcbc", row(pool, 6));
    assertEquals("ejected: failed in a row, last: connection refused", target.status().reason());
  }

  @Test
  void aSuccessInBetweenKeepsItIn() {
    for (int i = 0; i < 10; i++) {
      fail(2);
      target.onSuccess();
    }

    assertFalse(isEjected());
  }

  @Test
  void itIsUsedAgainWhenItsTimeIsOver() {
    fail(3);
    maker.pass(Duration.ofSeconds(10).minusNanos(1));
    assertTrue(isEjected());

    maker.pass(Duration.ofNanos(1));

    assertFalse(isEjected());
    assertTrue(row(pool, 6).contains("a"));
  }

  @Test
  void eachEjectionTakesLongerUpToTheLongest() {
    for (int seconds : List.of(10, 20, 30, 35, 35)) {
      fail(3);
      maker.pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertTrue(isEjected(), seconds + " s");
      maker.pass(Duration.ofNanos(1));
      assertFalse(isEjected(), seconds + " s");
    }
  }

  @Test
  void oneEjectionIsForgottenForEachStretchAsLongThatItBehaved() {
    ejectFor(10);
    ejectFor(20);
    ejectFor(30);

    maker.pass(Duration.ofSeconds(30));
    ejectFor(30);
    maker.pass(Duration.ofSeconds(60));
    ejectFor(20);
    maker.pass(Duration.ofHours(1));
    ejectFor(10);
  }

  @Test
  void failuresWhileItIsEjectedDoNotProlongIt() {
    fail(30);

    maker.pass(Duration.ofSeconds(10));

    assertFalse(isEjected());
  }

  @Test
  void linksThatBreakRightAfterTheirUpgradeEjectATarget() {
    for (int i = 0; i < 3; i++) {
      assertFalse(isEjected(), "after " + i);
      target.onSuccess();
      maker.pass(SHORT);
      target.onBroken(SHORT);
    }

    assertTrue(isEjected());
    assertEquals("ejected: links broke right after their upgrade", target.status().reason());
  }

  @Test
  void theyDoSoWhenTheyAreFewAndFarBetween() {
    for (int i = 0; i < 3; i++) {
      assertFalse(isEjected(), "after " + i);
      maker.pass(Duration.ofMinutes(1));
      target.onSuccess();
      maker.pass(SHORT);
      target.onBroken(SHORT);
    }

    assertTrue(isEjected());
  }

  @Test
  void theyDoSoWhenAHundredAreUpgradedBeforeTheFirstBreaks() {
    for (int i = 0; i < 100; i++) {
      target.onSuccess();
    }
    maker.pass(SHORT);

    for (int i = 0; i < 100; i++) {
      target.onBroken(SHORT);
    }

    assertTrue(isEjected());
  }

  @Test
  void aFewThatBreakAmongManyDoNotEject() {
    for (int second = 0; second < 100; second++) {
      for (int i = 0; i < 100; i++) {
        target.onSuccess();
      }
      maker.pass(SHORT);
      target.onBroken(SHORT);
      target.onBroken(SHORT);
      target.onBroken(SHORT);
      maker.pass(Duration.ofMillis(900));
    }

    assertFalse(isEjected());
  }

  @Test
  void aLinkThatGrewOldEndsARowOfEarlyBreaks() {
    for (int i = 0; i < 10; i++) {
      target.onSuccess();
      target.onBroken(SHORT);
      target.onSuccess();
      target.onBroken(SHORT);
      maker.pass(Duration.ofSeconds(10));
      target.onSuccess();
      maker.pass(Duration.ofSeconds(10));
    }

    assertFalse(isEjected());
  }

  @Test
  void breaksAndFailuresAddUp() {
    target.onSuccess();
    target.onBroken(SHORT);
    target.onSuccess();
    target.onBroken(SHORT);

    fail(1);

    assertTrue(isEjected());
  }

  @Test
  void aLinkThatBreaksLaterIsNoFailure() {
    for (int i = 0; i < 10; i++) {
      target.onSuccess();
      maker.pass(Duration.ofSeconds(2));
      target.onBroken(Duration.ofSeconds(2));
    }

    assertFalse(isEjected());
    assertEquals(0, target.status().failures());
  }

  @Test
  void withoutATimeForItNoLinkBreaksEarly() {
    EjectionConfig usual = PoolMaker.EJECTION;
    pool.update(
        maker
            .ejection(new EjectionConfig(3, Duration.ZERO, usual.time(), usual.maxTime(), 50))
            .config());

    for (int i = 0; i < 10; i++) {
      target.onSuccess();
      target.onBroken(Duration.ZERO);
    }

    assertFalse(isEjected());
    fail(3);
    assertTrue(isEjected());
  }

  @Test
  void nobodyIsEjectedWhenThatIsOff() {
    EjectionConfig off =
        new EjectionConfig(0, Duration.ofSeconds(2), Duration.ofSeconds(10), SHORT, 50);
    pool.update(maker.ejection(off).config());

    fail(100);

    assertFalse(isEjected());
    assertEquals(100, target.status().failures());
  }

  @Test
  void aTargetThatIsBackFromEjectionStartsSlowly() {
    pool.update(maker.slowStart(Duration.ofSeconds(100)).config());
    fail(3);

    maker.pass(Duration.ofSeconds(10));

    assertEquals(5.0, (double) row(pool, 1_000).chars().filter(letter -> letter == 'a').count(), 2);
  }

  @Test
  void whenEjectionWouldLeaveTooFewItIsIgnored() {
    fail(pool.target("b"), 3);
    assertFalse(pool.panics());

    fail(3);

    assertTrue(pool.panics());
    assertTrue(row(pool, 3).chars().distinct().count() == 3);
    assertTrue(pool.keep(target));
    maker.pass(Duration.ofSeconds(10));
    assertFalse(pool.panics());
  }

  @Test
  void aTargetThatIsDownGetsNobodyHoweverFewAreLeft() {
    pool.target("a").onHealth(Health.DOWN, "test");
    pool.target("b").onHealth(Health.DOWN, "test");

    assertFalse(pool.panics());
    assertEquals("cccc", row(pool, 4));
    assertFalse(pool.keep(pool.target("b")));

    fail(pool.target("c"), 3);

    assertTrue(pool.panics(), "of those that are up nobody would be left");
    assertEquals("cccc", row(pool, 4));
    assertFalse(pool.keep(pool.target("b")));
  }

  @Test
  void aTargetThatIsBothDownAndEjectedGetsNobodyInAPanic() {
    fail(3);
    target.onHealth(Health.DOWN, "test");
    fail(pool.target("b"), 3);
    fail(pool.target("c"), 3);

    assertTrue(pool.panics());
    assertFalse(row(pool, 6).contains("a"));
    assertFalse(pool.keep(target));
  }

  @Test
  void withoutPanicEjectionMayLeaveNobody() {
    pool.update(maker.ejection(panicBelow(0)).config());

    pool.targets().forEach(one -> fail(one, 3));

    assertFalse(pool.panics());
    assertNull(pool.select(PoolMaker.anybody(), Set.of()));
    assertEquals("no target is up", pool.shortage().text());
  }

  @Test
  void panicCountsOnlyTargetsThatAreEnabledAndUpAndBeginsBelowItsThreshold() {
    pool.update(maker.weights(1, 1, 1, 1, 0).config());
    pool.target("d").onHealth(Health.DOWN, "test");
    fail(3);
    assertFalse(pool.panics(), "two of three are left");

    pool.target("c").onHealth(Health.DOWN, "test");
    assertFalse(pool.panics(), "half of two are left");

    fail(pool.target("b"), 3);
    assertTrue(pool.panics());
  }

  @Test
  void panicLetsNobodyStayAtADrainedTargetThatIsEjected() {
    pool.update(maker.target("c", 1, 0, State.DRAIN).config());
    pool.targets().forEach(one -> fail(one, 3));

    assertTrue(pool.panics());
    assertTrue(pool.keep(target));
    assertFalse(pool.keep(pool.target("c")));
  }

  @Test
  void panicIsLoggedOnceWhenItBeginsAndOnceWhenItEnds() {
    List<String> logged =
        logged(
            Pool.class,
            () -> {
              pool.targets().forEach(one -> fail(one, 3));
              row(pool, 10);
              maker.pass(Duration.ofSeconds(10));
              row(pool, 10);
            });

    assertEquals(
        List.of("pool panics pool=chat well=1 of=3", "pool panics no more pool=chat well=3"),
        logged);
  }

  @Test
  void everyChangeIsLoggedOnceWithItsReason() {
    List<String> logged =
        logged(
            Condition.class,
            () -> {
              target.onHealth(Health.UP, "check passed");
              target.onHealth(Health.DOWN, "check failed: status 500");
              target.onHealth(Health.DOWN, "check failed: status 503");
              target.onHealth(Health.UP, "check passed");
              fail(5);
              maker.pass(Duration.ofSeconds(10));
              row(pool, 10);
            });

    assertEquals(
        List.of(
            "target down pool=chat target=a reason=check failed: status 500",
            "target up pool=chat target=a reason=check passed",
            "target ejected pool=chat target=a millis=10000"
                + " reason=failed in a row, last: connection refused",
            "target ejected no more pool=chat target=a"
                + " reason=its 10000 ms are over: failed in a row, last: connection refused"),
        logged);
    assertEquals("ejection over", target.status().reason());
  }

  @Test
  void theEndOfAnEjectionIsLoggedThoughNobodyLooks() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    timer.setRemoveOnCancelPolicy(true);
    PoolConfig config =
        maker
            .ejection(new EjectionConfig(1, SHORT, Duration.ofMillis(50), Duration.ofDays(1), 0))
            .config();
    Pool quiet = new Pool(config, timer);
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    heard.list = new CopyOnWriteArrayList<>();
    heard.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Condition.class);
    logger.addAppender(heard);
    try {
      quiet.targets().forEach(one -> fail(one, 1));

      // Two lines of each: when it was ejected, and when that ended.
      Await.until(() -> heard.list.size() == 6, () -> heard.list.toString());
      assertEquals(
          List.of("a", "b", "c"),
          heard.list.stream()
              .map(ILoggingEvent::getFormattedMessage)
              .filter(line -> line.startsWith("target ejected no more"))
              .map(line -> line.replaceAll(".*target=(.) reason=its 50 ms are over: .*", "$1"))
              .sorted()
              .toList());
      Await.until(() -> timer.getQueue().isEmpty(), () -> "a timer is left");
    } finally {
      logger.detachAppender(heard);
      timer.shutdownNow();
    }
  }

  @Test
  void oneTimerServesAllEjectionsOfAPool() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    timer.setRemoveOnCancelPolicy(true);
    try {
      Pool waiting = new Pool(maker.config(), timer);
      assertEquals(0, timer.getQueue().size());

      waiting.targets().forEach(one -> fail(one, 3));
      assertEquals(1, timer.getQueue().size());

      waiting.update(new PoolMaker().config());
      assertEquals(0, timer.getQueue().size());
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void theEndOfAnEjectionDoesNotHideThatATargetIsDown() {
    fail(3);
    target.onHealth(Health.DOWN, "check failed: status 500");

    maker.pass(Duration.ofSeconds(10));
    row(pool, 1);

    assertEquals("check failed: status 500", target.status().reason());
  }

  private static EjectionConfig panicBelow(int percent) {
    EjectionConfig usual = PoolMaker.EJECTION;
    return new EjectionConfig(
        usual.failures(), usual.early(), usual.time(), usual.maxTime(), percent);
  }

  private static List<String> logged(Class<?> by, Runnable during) {
    Logger logger = (Logger) LoggerFactory.getLogger(by);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    try {
      during.run();
    } finally {
      logger.detachAppender(appender);
    }
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void ejectFor(int seconds) {
    fail(3);
    maker.pass(Duration.ofSeconds(seconds).minusNanos(1));
    assertTrue(isEjected(), seconds + " s");
    maker.pass(Duration.ofNanos(1));
    assertFalse(isEjected(), seconds + " s");
  }

  private void fail(int times) {
    fail(target, times);
  }

  private static void fail(Target target, int times) {
    for (int i = 0; i < times; i++) {
      target.onFailure("connection refused");
    }
  }

  private boolean isEjected() {
    return target.status().ejectedUntil().isPresent();
  }
}
