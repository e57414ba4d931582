package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final Failures failures = new Failures(clock::get);

  @Test
  void eachFailureOfAnAddressIsSlowerThanTheOneBefore() {
    assertEquals(Duration.ofMillis(250), failures.count("a"));
    assertEquals(Duration.ofMillis(500), failures.count("a"));
    assertEquals(Duration.ofMillis(250), failures.count("b"));
    assertEquals(Duration.ofSeconds(1), failures.count("a"));
    assertEquals(Duration.ofSeconds(2), failures.count("a"));
    assertEquals(Duration.ofSeconds(4), failures.count("a"));
    assertEquals(Duration.ofSeconds(4), failures.count("a"));
  }

  @Test
  void addressThatFailedTooOftenWaitsForAMinuteAndNobodyElseDoes() {
    for (int i = 0; i < Failures.MOST_OF_ONE; i++) {
      assertEquals(Duration.ZERO, failures.wait("a"));
      failures.count("a");
    }
    clock.addAndGet(20_000);

    assertEquals(Duration.ofSeconds(40), failures.wait("a"));
    assertEquals(Duration.ZERO, failures.wait("b"));
    clock.addAndGet(40_000);
    assertEquals(Duration.ZERO, failures.wait("a"));
    assertEquals(Duration.ofMillis(250), failures.count("a"));
  }

  @Test
  void whoKnowsThePasswordBeginsAnew() {
    failures.count("a");
    failures.count("a");
    failures.forget("a");

    assertEquals(Duration.ofMillis(250), failures.count("a"));
  }

  @Test
  void manyAddressesTogetherHaveToWaitToo() {
    for (int i = 0; i < Failures.MOST_OF_ALL; i++) {
      failures.count("a" + i);
    }

    assertEquals(Failures.WINDOW, failures.wait("another"));
    clock.addAndGet(60_000);
    assertEquals(Duration.ZERO, failures.wait("another"));
  }

  @Test
  void noMoreAddressesAreKnownThanFit() {
    for (int i = 0; i < 3 * Failures.MOST_ADDRESSES; i++) {
      failures.count("a" + i);
    }

    assertEquals(Failures.MOST_ADDRESSES, failures.addresses());
    assertEquals(Duration.ofMillis(250), failures.count("a0"));
    assertEquals(Duration.ofMillis(500), failures.count("a" + (3 * Failures.MOST_ADDRESSES - 1)));
  }
}
