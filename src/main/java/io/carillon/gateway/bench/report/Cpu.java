package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.NodeCpu;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the nodes that told it used of their processors in the measured time.
 *
 * @param percentOfCore of each
 * @param asked how many nodes were asked, those that did not tell it twice included
 * @param microsPerDelivery of all together, by what arrived in that time; 0 when nothing did, or
 *     when not all told what they used
 */
record Cpu(List<Double> percentOfCore, int asked, double microsPerDelivery) {
  private static final double MICROS = 1e6;

  /** Empty where no node told it. */
  static Optional<Cpu> of(Outcome outcome) {
    if (outcome.nodes().isEmpty()) {
      return Optional.empty();
    }
    Counters all =
        outcome.parts().stream().map(Part::counters).reduce(Counters.NONE, Counters::plus);
    int asked = outcome.plan().traffic().admins().size();
    boolean known = outcome.nodes().size() >= asked && all.measured() > 0;
    double seconds = outcome.nodes().stream().mapToDouble(NodeCpu::cpuSeconds).sum();
    return Optional.of(
        new Cpu(
            outcome.nodes().stream().map(NodeCpu::percent).toList(),
            asked,
            known ? seconds * MICROS / all.measured() : 0));
  }

  /** In one line. */
  String text() {
    String percents =
        percentOfCore.stream().map(Numbers::digits).collect(Collectors.joining(" % and "));
    return percents
        + " % of a core · "
        + (microsPerDelivery == 0 ? Numbers.NONE : Numbers.digits(microsPerDelivery))
        + " µs for each delivery"
        + (percentOfCore.size() < asked
            ? " · of " + percentOfCore.size() + " of " + asked + " nodes"
            : "");
  }
}
