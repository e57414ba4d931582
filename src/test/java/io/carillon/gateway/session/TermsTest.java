package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ends by a clock that people set, and by one that only goes on. */
class TermsTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final Duration WAIT = Duration.ofSeconds(3);

  private final List<String> over = new ArrayList<>();
  private long wall = 100 * HOUR;
  private long ticks;
  private final Terms dates = new Terms(() -> wall);
  private final Terms waits = new Terms(() -> ticks);

  private List<String> run() {
    dates.run();
    waits.run();
    return over;
  }

  @Test
  void dateComesByTheClockAndAWaitByWhatHasPassed() {
    dates.set(null, null, wall + HOUR, () -> over.add("date"));
    waits.after(null, null, WAIT, () -> over.add("wait"));

    wall -= HOUR;
    assertEquals(List.of(), run());
    wall += 2 * HOUR;
    assertEquals(List.of("date"), run());
    ticks += WAIT.toMillis();
    assertEquals(List.of("date", "wait"), run());
    assertEquals(List.of("date", "wait"), run());
  }

  @Test
  void endIsReplacedByOneOfTheOtherClock() {
    Terms.Term date = dates.set(null, null, wall + 1, () -> over.add("date"));
    Terms.Term wait = waits.after(date, null, WAIT, () -> over.add("wait"));
    wall += 1;
    assertEquals(List.of(), run());

    dates.set(wait, null, wall + 1, () -> over.add("later date"));
    ticks += WAIT.toMillis();
    assertEquals(List.of(), run());

    wall += 1;
    assertEquals(List.of("later date"), run());
    assertEquals(0, dates.size() + waits.size());
  }
}
