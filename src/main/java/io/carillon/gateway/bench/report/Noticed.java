package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Latencies;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What clients noticed of a fault: from its moment to the end of the run, later faults included.
 * Times count from the second of that moment on. Lost messages are known at the end only.
 */
final class Noticed {
  private Noticed() {}

  /** In a line for each thing. */
  static List<String> of(Fault fault, Outcome outcome) {
    Counters before = fault.before();
    Counters after =
        outcome.parts().stream().map(Part::counters).reduce(Counters.NONE, Counters::plus);
    List<String> lines = new ArrayList<>();
    lines.add(
        Numbers.many(after.closed() - before.closed(), "connection")
            + " lost, "
            + Numbers.count(after.reconnected() - before.reconnected())
            + " came back, "
            + Numbers.count(after.gone())
            + " gone");
    for (Part part : outcome.parts()) {
      lines.add(back(part, since(fault, part)));
    }
    lines.add(
        Numbers.count(after.recovered() - before.recovered())
            + (after.recovered() - before.recovered() == 1 ? " delivery" : " deliveries")
            + " recovered, "
            + Numbers.count(after.lost())
            + " lost in the whole run, "
            + Numbers.count(after.duplicated() - before.duplicated())
            + " doubled, "
            + Numbers.count(after.outOfOrder() - before.outOfOrder())
            + " out of order");
    for (Part part : outcome.parts()) {
      lines.add(named(part) + "longest silence " + silence(since(fault, part)));
    }
    return lines;
  }

  private static List<Second> since(Fault fault, Part part) {
    long first = TimeUnit.MILLISECONDS.toSeconds(fault.atMillis());
    return part.seconds().stream().filter(second -> second.at() >= first).toList();
  }

  private static String silence(List<Second> since) {
    long nanos = since.stream().mapToLong(Second::silenceNanos).max().orElse(0);
    return nanos == 0 ? Numbers.NONE : Numbers.millis((double) nanos) + " ms";
  }

  private static String back(Part part, List<Second> since) {
    Quantiles back = Quantiles.of(Latencies.merge(since.stream().map(Second::reconnect).toList()));
    if (back.count() == 0) {
      boolean none = since.stream().mapToLong(Second::closed).sum() == 0;
      return named(part) + (none ? "nobody had to come back" : "nobody came back");
    }
    return named(part)
        + "back after p50 "
        + Numbers.digits(back.p50())
        + " ms, p99 "
        + Numbers.digits(back.p99())
        + " ms, max "
        + Numbers.digits(back.max())
        + " ms";
  }

  private static String named(Part part) {
    return part.name().isEmpty() ? "" : part.name() + ": ";
  }
}
