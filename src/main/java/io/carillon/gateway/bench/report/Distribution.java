package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Latencies;
import io.carillon.gateway.bench.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** What share of times was how long, as a chart. */
final class Distribution {
  private static final int STEPS_PER_HALVING = 5;
  private static final double NANOS_PER_MILLI = 1e6;

  private Distribution() {}

  /** Of connects and deliveries, and of reconnects if there were any. */
  static Chart of(Part part) {
    List<Chart.Line> lines = new ArrayList<>();
    add(lines, "delivery", "strong", part.delivery());
    add(lines, "connect", "other", part.connect());
    add(lines, "reconnect", "third", part.reconnect());
    long count =
        Math.max(
            part.delivery().histogram().getTotalCount(),
            part.connect().histogram().getTotalCount());
    return new Chart(
        "ms by percentile",
        Scale.rarity(count),
        Distribution::digits,
        Scale.logarithmic(least(lines), most(lines)),
        Numbers::digits,
        lines,
        List.of());
  }

  private static void add(List<Chart.Line> lines, String name, String style, Latencies latencies) {
    Histogram histogram = latencies.histogram();
    if (histogram.getTotalCount() == 0) {
      return;
    }
    List<double[]> points = new ArrayList<>();
    for (HistogramIterationValue value : histogram.percentiles(STEPS_PER_HALVING)) {
      points.add(
          new double[] {
            value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / NANOS_PER_MILLI
          });
    }
    lines.add(new Chart.Line(name, style, points));
  }

  private static double least(List<Chart.Line> lines) {
    return lines.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(point -> point[1])
        .filter(value -> value > 0)
        .min()
        .orElse(1);
  }

  private static double most(List<Chart.Line> lines) {
    return lines.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(point -> point[1])
        .max()
        .orElse(1);
  }

  // 99.9 and 99.99 are not the same.
  private static String digits(double percentile) {
    String text = String.format(Locale.ROOT, "%.4f", percentile);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "") + " %";
  }
}
