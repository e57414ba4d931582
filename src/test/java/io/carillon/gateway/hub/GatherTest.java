package io.carillon.gateway.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GatherTest {
  private static final long START = -5; // as good as any, System.nanoTime says

  private final Gather gather = new Gather(true);

  @Test
  void withoutPressureAFanoutBeginsAtOnce() {
    fanOut(millis(90), 1);

    assertEquals(0, gather.waitNanos(START + millis(90), 1));
  }

  @Test
  void whereItIsNotWantedAFanoutBeginsAtOnceUnderPressureToo() {
    Gather none = new Gather(false);
    none.began(START);
    none.sawBatch(16);
    none.ended(START + millis(8));

    assertEquals(0, none.waitNanos(START + millis(8), 1));
  }

  @Test
  void aShortFanoutIsWaitedForAsLongAsItTook() {
    fanOut(micros(400), 2);

    assertEquals(micros(400), gather.waitNanos(START + micros(400), 0));
  }

  @Test
  void aLongerOneForAMillisecondAndAVeryLongOneForASixteenthOfItsTime() {
    fanOut(millis(8), 2);
    assertEquals(millis(1), gather.waitNanos(START + millis(8), 0));

    fanOut(millis(160), 2);
    assertEquals(millis(10), gather.waitNanos(START + millis(160), 0));
  }

  @Test
  void whatHasPassedSinceCounts() {
    fanOut(millis(8), 2);

    assertEquals(micros(600), gather.waitNanos(START + millis(8) + micros(400), 0));
  }

  @Test
  void whileMoreKeepsComingItWaitsOn() {
    fanOut(millis(80), 2);
    long now = START + millis(80);
    now += gather.waitNanos(now, 1);

    assertEquals(micros(300), gather.waitNanos(now, 2));
    assertEquals(micros(300), gather.waitNanos(now + micros(300), 3));
    assertEquals(0, gather.waitNanos(now + micros(600), 3));
  }

  @Test
  void butNeverLongerThanAQuarterOfWhatTheLastOneTook() {
    fanOut(millis(40), 2);

    long rested = restWhileOneMoreComesAtEachLook(START + millis(40));

    assertTrue(rested >= millis(10) && rested <= millis(11), () -> rested + " ns");
  }

  @Test
  void norLongerThanTwentyMilliseconds() {
    fanOut(millis(200), 2);

    long rested = restWhileOneMoreComesAtEachLook(START + millis(200));

    assertTrue(rested >= millis(20) && rested <= millis(21), () -> rested + " ns");
  }

  @Test
  void theFirstRestIsNoLongerEither() {
    fanOut(millis(1_600), 2);

    assertEquals(millis(20), gather.waitNanos(START + millis(1_600), 0));
  }

  private void fanOut(long nanos, int messages) {
    gather.began(START);
    gather.sawBatch(messages);
    gather.ended(START + nanos);
  }

  private long restWhileOneMoreComesAtEachLook(long end) {
    long now = end;
    long wait;
    for (int arrived = 1; (wait = gather.waitNanos(now, arrived)) > 0; arrived++) {
      now += wait;
    }
    return now - end;
  }

  private static long micros(long count) {
    return TimeUnit.MICROSECONDS.toNanos(count);
  }

  private static long millis(long count) {
    return TimeUnit.MILLISECONDS.toNanos(count);
  }
}
