package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** One part of a run, second by second, as charts. Immutable. */
final class Timeline {
  private final long end;
  private final Map<Long, Second> seconds;
  private final List<Chart.Mark> marks;

  /**
   * @param faults that are to be seen in each chart, where they were run
   */
  Timeline(Part part, List<Fault> faults) {
    seconds = part.seconds().stream().collect(Collectors.toMap(Second::at, Function.identity()));
    long last = part.seconds().stream().mapToLong(Second::at).max().orElse(0);
    end = Math.max(1, last + 1);
    marks =
        faults.stream()
            .filter(Fault::ran)
            .map(
                fault ->
                    new Chart.Mark(
                        fault.atMillis() / 1e3,
                        Numbers.seconds(fault.atMillis()) + " " + fault.command()))
            .toList();
  }

  /** Connections that are there. */
  Chart open() {
    List<double[]> points = new ArrayList<>();
    long open = 0;
    for (long at = 0; at < end; at++) {
      Second second = seconds.get(at);
      open += second == null ? 0 : second.opened() - second.closed();
      points.add(new double[] {at, open});
    }
    return counts("connections open", points);
  }

  /** Connections that came. */
  Chart opened() {
    return counts("connections opened /s", series(Second::opened, 0));
  }

  /** Messages that came. */
  Chart received() {
    return counts("messages received /s", series(Second::received, 0));
  }

  /** What deliveries took. */
  Chart delivery() {
    List<double[]> median = series(second -> Quantiles.of(second.delivery()).p50(), Double.NaN);
    List<double[]> rare = series(second -> Quantiles.of(second.delivery()).p99(), Double.NaN);
    double least = median.stream().mapToDouble(p -> p[1]).filter(v -> v > 0).min().orElse(1);
    double most = rare.stream().mapToDouble(p -> p[1]).filter(v -> v > 0).max().orElse(1);
    return new Chart(
        "delivery ms",
        Scale.time((double) end),
        Timeline::second,
        Scale.logarithmic(least, most),
        Numbers::digits,
        List.of(new Chart.Line("p50", "strong", median), new Chart.Line("p99", "other", rare)),
        marks);
  }

  private Chart counts(String title, List<double[]> points) {
    double most = points.stream().mapToDouble(point -> point[1]).max().orElse(0);
    return new Chart(
        title,
        Scale.time((double) end),
        Timeline::second,
        Scale.linear(Math.max(1, most)),
        Numbers::large,
        List.of(new Chart.Line("", "strong", points)),
        marks);
  }

  // Where nothing was counted there is no second; nothing was delivered in it either.
  private List<double[]> series(ToDoubleFunction<Second> value, double none) {
    List<double[]> points = new ArrayList<>();
    for (long at = 0; at < end; at++) {
      Second second = seconds.get(at);
      double found = second == null ? none : value.applyAsDouble(second);
      boolean silent = second == null || second.delivery().encoded().isEmpty();
      points.add(new double[] {at, Double.isNaN(none) && silent ? none : found});
    }
    return points;
  }

  private static String second(double at) {
    return Numbers.count((long) at) + " s";
  }
}
