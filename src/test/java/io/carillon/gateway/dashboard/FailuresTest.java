package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final String PEER = "peer";

  private final AtomicLong clock = new AtomicLong(1_000_000);
  private final Failures failures = new Failures(clock::get);

  @Test
  void eachFailureOfAnAddressIsSlowerThanTheOneBefore() {
    assertEquals(Duration.ofMillis(250), failures.count(PEER, "a"));
    assertEquals(Duration.ofMillis(500), failures.count(PEER, "a"));
    assertEquals(Duration.ofMillis(250), failures.count(PEER, "b"));
    assertEquals(Duration.ofSeconds(1), failures.count(PEER, "a"));
    assertEquals(Duration.ofSeconds(2), failures.count(PEER, "a"));
    assertEquals(Duration.ofSeconds(4), failures.count(PEER, "a"));
    assertEquals(Duration.ofSeconds(4), failures.count(PEER, "a"));
  }

  @Test
  void addressThatFailedTooOftenWaitsForAMinuteAndNobodyElseDoes() {
    for (int i = 0; i < Failures.MOST_OF_ONE; i++) {
      assertEquals(Duration.ZERO, failures.wait(PEER, "a"));
      failures.count(PEER, "a");
    }
    clock.addAndGet(20_000);

    assertEquals(Duration.ofSeconds(40), failures.wait(PEER, "a"));
    assertEquals(Duration.ZERO, failures.wait(PEER, "b"));
    clock.addAndGet(40_000);
    assertEquals(Duration.ZERO, failures.wait(PEER, "a"));
    assertEquals(Duration.ofMillis(250), failures.count(PEER, "a"));
  }

  @Test
  void whoKnowsThePasswordBeginsAnew() {
    failures.count(PEER, "a");
    failures.count(PEER, "a");
    failures.forget("a");

    assertEquals(Duration.ofMillis(250), failures.count(PEER, "a"));
  }

  @Test
  void manyAddressesTogetherHaveToWaitToo() {
    for (int i = 0; i < Failures.MOST_OF_ALL; i++) {
      failures.count("peer" + i, "a" + i);
    }

    assertEquals(Failures.WINDOW, failures.wait(PEER, "another"));
    clock.addAndGet(60_000);
    assertEquals(Duration.ZERO, failures.wait(PEER, "another"));
  }

  @Test
  void peerThatTellsAnotherAddressWithEachGuessHasToWaitAndNoOtherPeerDoes() {
    for (int i = 0; i < Failures.MOST_OF_PEER; i++) {
      assertEquals(Duration.ZERO, failures.wait(PEER, "a" + i));
      failures.count(PEER, "a" + i);
    }
    failures.forget("a1");
    clock.addAndGet(20_000);

    assertEquals(Duration.ofSeconds(40), failures.wait(PEER, "another"));
    assertEquals(Duration.ZERO, failures.wait("other-peer", "another"));
    clock.addAndGet(40_000);
    assertEquals(Duration.ZERO, failures.wait(PEER, "another"));
  }

  @Test
  void noMoreAddressesAreKnownThanFit() {
    for (int i = 0; i < 3 * Failures.MOST_ADDRESSES; i++) {
      failures.count(PEER, "a" + i);
    }

    assertEquals(Failures.MOST_ADDRESSES, failures.addresses());
    assertEquals(Duration.ofMillis(250), failures.count(PEER, "a0"));
    assertEquals(
        Duration.ofMillis(500), failures.count(PEER, "a" + (3 * Failures.MOST_ADDRESSES - 1)));
  }
}
