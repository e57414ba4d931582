package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Event;
import io.carillon.gateway.bench.Failure;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Latencies;
import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.NodeCpu;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.Second;
import io.carillon.gateway.bench.Share;
import io.carillon.gateway.bench.Target;
import io.carillon.gateway.bench.Times;
import io.carillon.gateway.bench.Traffic;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Outcomes as a load could have brought them. */
final class SampleRun {
  static final String HOSTILE =
      "</style><script>alert('1')</script>\"><img src=x onerror=alert(2)>";

  private SampleRun() {}

  /** A minute in which nothing went wrong. */
  static Outcome good() {
    return outcome(
        new Counters(
            1000,
            1000,
            0,
            0,
            0,
            0,
            600,
            0,
            600_000,
            600_000,
            500_000,
            0,
            0,
            0,
            0,
            0,
            0,
            90_000_000,
            50_000_000_000L,
            800_000_000L),
        List.of(),
        List.of(),
        new long[0]);
  }

  /** One that somebody ended when 3 of 1,000 connections were made. */
  static Outcome ended() {
    Counters counters =
        new Counters(1000, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 400_000_000L, 1);
    Outcome run = outcome(counters, List.of(), List.of(), new long[0]);
    return new Outcome(run.plan(), run.startedAtMillis(), 2_300, run.parts(), List.of(), List.of());
  }

  /** One of two nodes of which one did not tell what it used. */
  static Outcome halfTold() {
    Outcome run = good();
    Traffic traffic = run.plan().traffic();
    List<String> admins = List.of(traffic.admins().get(0), "http://127.0.0.1:8091");
    Traffic asking =
        new Traffic(traffic.rate(), 1, 128, traffic.publishUrl(), "", traffic.publishers(), admins);
    return new Outcome(
        run.plan().withTraffic(asking),
        run.startedAtMillis(),
        0,
        run.parts(),
        List.of(),
        run.nodes());
  }

  /** One in which nothing was sent. */
  static Outcome silent() {
    return outcome(Counters.NONE, List.of(), List.of(), new long[0]);
  }

  /** One in which a node was killed, and some of it could not be repaired. */
  static Report killed() {
    Counters before =
        new Counters(
            1000,
            1000,
            0,
            1,
            1,
            0,
            300,
            0,
            300_000,
            300_000,
            250_000,
            0,
            0,
            0,
            4,
            0,
            0,
            45_000_000,
            0,
            800_000_000L);
    Counters after =
        new Counters(
            1000,
            998,
            2,
            501,
            500,
            1,
            600,
            3,
            600_000,
            599_990,
            499_990,
            10,
            2,
            1,
            1238,
            0,
            0,
            90_000_000,
            50_000_000_000L,
            800_000_000L);
    Outcome outcome =
        outcome(
            after,
            List.of(new Failure(HOSTILE, 1), new Failure("127.0.0.1:8080: refused", 1)),
            List.of(
                new Event(30_000, "kill -9 4711: exit 0 after 4 ms"), new Event(31_000, HOSTILE)),
            new long[] {120, 250, 800});
    return new Report(
        outcome,
        List.of(
            new Machine("one:7000", 500, 1_200_000, 45_000, ""),
            new Machine("two:7000", 500, -3_000, 51_000, "went away")),
        List.of(
            new Fault(30_000, "kill -9 4711", 4, 0, "", before),
            new Fault(40_000, HOSTILE, 12, 127, "not found", after)));
  }

  private static Outcome outcome(
      Counters counters, List<Failure> failures, List<Event> events, long[] reconnects) {
    Plan plan =
        new Plan(
            Kind.FANOUT,
            new Target(
                List.of("ws://127.0.0.1:8080/connection/websocket"),
                Protocol.CENTRIFUGE_JSON,
                "",
                "",
                List.of(),
                false,
                ""),
            new Crowd(1000, 200, 0, 1, 1, "bench", 1),
            new Traffic(
                10, 1, 128, "http://127.0.0.1:8090", "", 1, List.of("http://127.0.0.1:8090")),
            new Times(10_000, 50_000, 5000, 10_000),
            new Share(7, 0, 0, 0));
    Part part =
        new Part(
            "",
            counters,
            millis(2, 3, 4, 40),
            millis(1, 2, 3, 30),
            millis(1, 1, 1, 10),
            millis(1, 2, 5, 21),
            delivery(6_000),
            millis(reconnects),
            millis(110, 120, 130, reconnects.length > 0 ? 900 : 140),
            seconds(reconnects.length > 0),
            failures);
    return new Outcome(
        plan,
        1_790_000_000_000L,
        0,
        List.of(part),
        events,
        List.of(new NodeCpu("http://127.0.0.1:8090", 0.4, 50)));
  }

  private static List<Second> seconds(boolean killed) {
    List<Second> seconds = new ArrayList<>();
    seconds.add(new Second(0, 1000, 0, 0, 0, 0, Latencies.NONE, Latencies.NONE, 0));
    for (int at = 1; at < 61; at++) {
      if (killed && at == 31) {
        continue; // in which nobody heard anything
      }
      boolean lost = killed && at == 30;
      boolean back = killed && at == 32;
      seconds.add(
          new Second(
              at,
              back ? 499 : 0,
              lost ? 500 : 0,
              10,
              9000 + (at * 37) % 1000,
              0,
              delivery(200 + at),
              // One came back long before anything was done to it.
              killed && at == 5 ? millis(5_000) : back ? millis(120, 250, 800) : Latencies.NONE,
              (killed && at == 5 ? 5_000 : back ? 900 : 120) * 1_000_000L));
    }
    return seconds;
  }

  // From 0.2 ms on, some of it ten times as long.
  private static Latencies delivery(int count) {
    Histogram histogram = Latencies.recorder();
    for (int i = 0; i < count; i++) {
      histogram.recordValue(200_000 + (i % 997) * 1000L + (i % 50 == 0 ? 4_000_000 : 0));
    }
    return Latencies.of(histogram);
  }

  private static Latencies millis(long... values) {
    Histogram histogram = Latencies.recorder();
    for (long value : values) {
      histogram.recordValue(value * 1_000_000);
    }
    return Latencies.of(histogram);
  }
}
