package io.carillon.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.AdmissionConfig;
import io.carillon.gateway.config.AdmissionConfig.Mode;
import io.carillon.gateway.testkit.Await;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is let in when, on a loop of its own. */
class WaitingRoomTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final EventLoop loop = new DefaultEventLoop();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void whoRecoversIsLetInBeforeThoseWhoCameEarlierAndEachInOrder() {
    WaitingRoom room = room(20, LONG, 100);

    onLoop(
        () -> {
          assertTrue(room.admitsNow());
          assertFalse(room.admitsNow());
          room.await(false, arrival("newcomer 1"));
          room.await(false, arrival("newcomer 2"));
          room.await(true, arrival("recovering 1"));
          room.await(true, arrival("recovering 2"));
        });

    Await.until(() -> told.size() == 4, told::toString);
    assertEquals(List.of("recovering 1", "recovering 2", "newcomer 1", "newcomer 2"), told);
  }

  @Test
  void nobodyPassesThoseWhoWait() {
    WaitingRoom room = room(1_000, LONG, 1_000);
    onLoop(
        () -> {
          while (room.admitsNow()) {
            told.add("at once");
          }
          told.clear();
          room.await(false, arrival("waiting"));
          long later = System.nanoTime() + 20_000_000; // when somebody could be let in again
          while (System.nanoTime() - later < 0) {
            Thread.onSpinWait();
          }

          assertFalse(room.admitsNow());
        });

    Await.until(() -> told.size() == 1, told::toString);
    assertEquals(List.of("waiting"), told);
  }

  @Test
  void whoHasWaitedForTooLongIsAskedToComeBack() {
    WaitingRoom room = room(1, Duration.ofMillis(100), 100);

    onLoop(
        () -> {
          assertTrue(room.admitsNow());
          room.await(false, arrival("newcomer"));
        });

    Await.until(() -> !told.isEmpty(), told::toString);
    assertEquals(List.of("not newcomer"), told);
  }

  @Test
  void newcomerIsLetInThoughThoseWhoSayThatTheyRecoverNeverEnd() {
    WaitingRoom room = room(100, LONG, 100);

    onLoop(
        () -> {
          while (room.admitsNow()) {
            told.clear();
          }
          room.await(false, arrival("newcomer"));
          room.await(true, endless(room));
        });

    Await.until(() -> !told.isEmpty(), told::toString);
    assertEquals(List.of("newcomer"), told);
  }

  @Test
  void thoseWhoSayThatTheyRecoverDoNotTakeAllSeats() {
    WaitingRoom room = room(1, LONG, 4);

    onLoop(
        () -> {
          assertTrue(room.admitsNow());
          IntStream.rangeClosed(1, 4).forEach(i -> room.await(true, arrival("recovering " + i)));
          room.await(false, arrival("newcomer"));
        });

    assertEquals(List.of("not recovering 4"), told);
    assertEquals(1, room.waiting(false));
  }

  // As soon as it is let in, there is another.
  private static Arrival endless(WaitingRoom room) {
    return new Arrival(() -> false, () -> room.await(true, endless(room)), seconds -> {});
  }

  @Test
  void withoutASeatOneIsTurnedAwayAtOnceAndSomeAreKeptForThoseWhoRecover() {
    WaitingRoom room = room(1, LONG, 4);

    onLoop(
        () -> {
          assertTrue(room.admitsNow());
          IntStream.rangeClosed(1, 4).forEach(i -> room.await(false, arrival("newcomer " + i)));
          room.await(true, arrival("recovering 1"));
          room.await(true, arrival("recovering 2"));
        });

    assertEquals(List.of("not newcomer 4", "not recovering 2"), told);
    assertTrue(onLoop(room::isCrowded));
    assertEquals(1, room.waiting(true));
    assertEquals(3, room.waiting(false));
  }

  @Test
  void whoHasGivenUpIsToldNothingAndCostsNobodyATurn() {
    WaitingRoom room = room(20, LONG, 100);

    onLoop(
        () -> {
          assertTrue(room.admitsNow());
          room.await(false, arrival("gone", () -> true));
          room.await(false, arrival("here"));
        });

    Await.until(() -> told.size() == 1, told::toString);
    assertEquals(List.of("here"), told);
  }

  @Test
  void anArrivalThatFailsStopsNobody() {
    WaitingRoom room = room(20, LONG, 100);

    onLoop(
        () -> {
          assertTrue(room.admitsNow());
          room.await(
              false,
              new Arrival(
                  () -> false,
                  () -> {
                    throw new IllegalStateException("a bug");
                  },
                  seconds -> {}));
          room.await(false, arrival("next"));
        });

    Await.until(() -> told.size() == 1, told::toString);
  }

  @Test
  void thoseWhoOpenAndSayNothingAreExpectedForASecondOnly() {
    Expected expected = new Expected();
    long start = 1_000_000_000_000L;
    expected.opened(start);
    expected.opened(start);
    expected.asked(start);

    assertEquals(1, expected.count(start + 1_000_000));
    assertEquals(1, expected.count(start + 600_000_000));
    assertEquals(0, expected.count(start + 1_200_000_000));
  }

  @Test
  void thePaceGrowsInTimeAndIsCutWhenTheLoopIsLateButNeverToNothing() {
    Pace pace = new Pace(config(Mode.ADAPTIVE, 0, LONG, 100), 2, 0);
    double first = pace.perSecond();

    pace.observe(0, 0);
    assertTrue(pace.perSecond() > first);
    IntStream.range(0, 100).forEach(i -> pace.observe(Duration.ofMillis(51).toNanos(), 0));
    assertEquals(Pace.LEAST, pace.perSecond());
  }

  @Test
  void aCutIsForgottenWhenNobodyHasWaitedForASecond() {
    Pace pace = new Pace(config(Mode.ADAPTIVE, 0, LONG, 100), 2, 0);
    double first = pace.perSecond();
    IntStream.range(0, 100).forEach(i -> pace.observe(Duration.ofMillis(51).toNanos(), i));

    pace.take(Duration.ofMillis(900).toNanos());
    assertEquals(Pace.LEAST, pace.perSecond());
    pace.take(Duration.ofMillis(1_100).toNanos());
    assertEquals(first, pace.perSecond());
  }

  @Test
  void appointmentsFollowOneAnotherAtThePace() {
    Appointments appointments = new Appointments(0);
    List<Integer> given = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      given.add(appointments.next(0, 100));
    }

    assertTrue(given.stream().limit(90).allMatch(seconds -> seconds == 1), given::toString);
    assertTrue(given.stream().skip(400).allMatch(seconds -> seconds >= 5 && seconds <= 9));
  }

  private WaitingRoom room(int perSecond, Duration patience, int seats) {
    return onLoop(
        () ->
            new WaitingRoom(
                loop, config(Mode.FIXED, perSecond, patience, seats), 1, AdmissionMetrics.NONE));
  }

  private static AdmissionConfig config(Mode mode, int perSecond, Duration patience, int seats) {
    return new AdmissionConfig(mode, perSecond, Duration.ofMillis(50), patience, seats);
  }

  private Arrival arrival(String name) {
    return arrival(name, () -> false);
  }

  private Arrival arrival(String name, BooleanSupplier gone) {
    return new Arrival(gone, () -> told.add(name), seconds -> told.add("not " + name));
  }

  private void onLoop(Step step) {
    onLoop(
        () -> {
          step.run();
          return null;
        });
  }

  private <T> T onLoop(Callable<T> question) {
    return loop.submit(question).syncUninterruptibly().getNow();
  }

  private interface Step {
    void run() throws Exception;
  }
}
