package io.carillon.gateway.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Plan PLAN =
      new Plan(
          Kind.FANOUT,
          new Target(
              List.of("ws://127.0.0.1:8080/connection/websocket"),
              Protocol.CENTRIFUGE_JSON,
              "",
              "secret-token",
              List.of("127.0.0.2"),
              true,
              ""),
          new Crowd(1000, 200, 0, 10, 1, "bench-{n}", 2),
          new Traffic(100, 1, 128, "http://127.0.0.1:8090", "secret-key", 1, List.of()),
          new Times(1000, 10_000, 5000, 10_000),
          new Share(7, 0, 0, -12));

  @Test
  void comesBackFromJsonAsItWas() throws Exception {
    Outcome outcome =
        new Outcome(
            PLAN,
            17,
            3,
            List.of(part(3, 100, "refused")),
            List.of(new Event(5, "begun")),
            List.of(new NodeCpu("http://127.0.0.1:8090", 1.5, 2)));
    ObjectMapper json = new ObjectMapper();

    assertEquals(outcome, json.readValue(json.writeValueAsString(outcome), Outcome.class));
  }

  @Test
  void holdsNoSecrets() {
    String shown = PLAN.withoutSecrets().toString();

    assertFalse(shown.contains("secret"), shown);
    assertTrue(shown.contains("***"), shown);
  }

  @Test
  void partsAddUp() {
    Part sum =
        Part.merge(
            List.of(part(3, 1000, "refused"), part(3, 3000, "timeout"), part(4, 5000, "refused")));

    assertEquals(30, sum.counters().received());
    assertEquals(9, sum.counters().measuredNanos());
    assertEquals(3, sum.delivery().histogram().getTotalCount());
    assertEquals(5000, (double) sum.delivery().histogram().getMaxValue(), 8);
    assertEquals(List.of(3L, 4L), sum.seconds().stream().map(Second::at).toList());
    assertEquals(2, sum.seconds().get(0).delivery().histogram().getTotalCount());
    assertEquals(List.of(new Failure("refused", 2), new Failure("timeout", 1)), sum.failures());
  }

  @Test
  void oneThatFailedIsNotClean() {
    assertTrue(Counters.NONE.clean());
    assertTrue(new Outcome(PLAN, 0, 0, List.of(part(1, 1, "x")), List.of(), List.of()).clean());

    Counters failed = new Counters(1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    assertFalse(failed.clean());
  }

  @Test
  void somethingElseIsNoHistogram() {
    assertThrows(IllegalArgumentException.class, () -> new Latencies("AAAAAAAA").histogram());
  }

  @Test
  void eventsStandInTheOrderOfTime() {
    Outcome outcome =
        new Outcome(PLAN, 0, 0, List.of(), List.of(new Event(1, "a"), new Event(9, "c")), List.of())
            .with(new Event(5, "b"));

    assertEquals(List.of("a", "b", "c"), outcome.events().stream().map(Event::text).toList());
  }

  private static Part part(long second, long nanos, String failure) {
    Histogram histogram = Latencies.recorder();
    histogram.recordValue(nanos);
    Latencies latencies = Latencies.of(histogram);
    return new Part(
        "",
        new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0),
        latencies,
        Latencies.NONE,
        Latencies.NONE,
        latencies,
        latencies,
        Latencies.NONE,
        Latencies.NONE,
        List.of(new Second(second, 1, 0, 0, 1, 0, latencies, latencies, nanos)),
        List.of(new Failure(failure, 1)));
  }
}
