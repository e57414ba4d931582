package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * What clients noticed of a fault: from its moment to the end of the run, later faults included.
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
        Numbers.count(after.closed() - before.closed())
            + " connections lost, "
            + Numbers.count(after.reconnected() - before.reconnected())
            + " came back, "
            + Numbers.count(after.gone())
            + " gone");
    for (Part part : outcome.parts()) {
      lines.add(back(part));
    }
    lines.add(
        Numbers.count(after.recovered() - before.recovered())
            + " deliveries recovered, "
            + Numbers.count(after.lost())
            + " lost, "
            + Numbers.count(after.duplicated() - before.duplicated())
            + " doubled, "
            + Numbers.count(after.outOfOrder() - before.outOfOrder())
            + " out of order");
    for (Part part : outcome.parts()) {
      lines.add(named(part) + "longest silence of the whole run " + Findings.longest(part));
    }
    return lines;
  }

  private static String back(Part part) {
    Quantiles back = Quantiles.of(part.reconnect());
    if (back.count() == 0) {
      return named(part)
          + (part.counters().closed() == 0 ? "nobody had to come back" : "nobody came back");
    }
    return named(part)
        + "back, in the whole run, after p50 "
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
