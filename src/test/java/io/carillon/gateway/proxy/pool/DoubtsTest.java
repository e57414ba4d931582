package io.carillon.gateway.proxy.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose fault it is when a target hangs up on a request. */
class DoubtsTest {
  private static final String REQUEST = "GET a/b";

  private final PoolMaker maker = new PoolMaker().weights(1, 1, 1);
  private final Pool pool = maker.make();

  @Test
  void whoHungUpOnWhatAnotherAnswersHasFailed() {
    hungUp("a", REQUEST);
    hungUp("b", REQUEST);
    assertEquals(List.of(0L, 0L, 0L), failures());

    answered("c", REQUEST);

    assertEquals(List.of(1L, 1L, 0L), failures());
  }

  @Test
  void itHasFailedOnceHoweverOftenItIsAnswered() {
    hungUp("a", REQUEST);
    hungUp("a", REQUEST);

    answered("c", REQUEST);
    answered("b", REQUEST);

    assertEquals(List.of(1L, 0L, 0L), failures());
  }

  @Test
  void anotherRequestSaysNothing() {
    hungUp("a", REQUEST);

    answered("c", "GET a/c");

    assertEquals(List.of(0L, 0L, 0L), failures());
  }

  @Test
  void whoAnswersItAfterAllHasNotFailed() {
    hungUp("a", REQUEST);

    answered("a", REQUEST);
    answered("c", REQUEST);

    assertEquals(List.of(0L, 0L, 0L), failures());
  }

  @Test
  void answerThatComesMuchLaterSaysNothing() {
    hungUp("a", REQUEST);
    maker.pass(Doubts.LIFE);
    hungUp("b", "GET a/c");
    maker.pass(Duration.ofNanos(1));

    answered("c", REQUEST);
    answered("c", "GET a/c");

    assertEquals(List.of(0L, 1L, 0L), failures());
  }

  @Test
  void onlySoManyRequestsAreRemembered() {
    for (int i = 0; i <= Doubts.MOST_REQUESTS; i++) {
      hungUp("a", "GET a/" + i);
    }

    answered("c", "GET a/0");
    assertEquals(List.of(0L, 0L, 0L), failures());

    answered("c", "GET a/1");
    answered("c", "GET a/" + Doubts.MOST_REQUESTS);
    assertEquals(List.of(2L, 0L, 0L), failures());
  }

  @Test
  void requestsWithoutEndAreNotRemembered() {
    String longest = "x".repeat(Doubts.LONGEST_REQUEST);
    hungUp("a", longest);
    hungUp("b", longest + "x");

    answered("c", longest);
    answered("c", longest + "x");

    assertEquals(List.of(1L, 0L, 0L), failures());
  }

  private void hungUp(String target, String request) {
    pool.doubts().unanswered(pool.target(target), request, "closed");
  }

  private void answered(String target, String request) {
    pool.doubts().answered(pool.target(target), () -> request);
  }

  private List<Long> failures() {
    return pool.targets().stream().map(target -> target.status().failures()).toList();
  }
}
