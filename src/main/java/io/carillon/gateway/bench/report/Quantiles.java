package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * What is told of a distribution, in milliseconds; all zeros when its count is 0.
 *
 * @param count of what was recorded
 */
record Quantiles(long count, double p50, double p90, double p99, double p999, double max) {
  /** The heads of what {@link #cells} are. */
  static final List<String> HEADS = List.of("count", "p50", "p90", "p99", "p99.9", "max");

  private static final double NANOS_PER_MILLI = 1e6;

  static Quantiles of(Latencies latencies) {
    Histogram histogram = latencies.histogram();
    return new Quantiles(
        histogram.getTotalCount(),
        at(histogram, 50),
        at(histogram, 90),
        at(histogram, 99),
        at(histogram, 99.9),
        histogram.getMaxValue() / NANOS_PER_MILLI);
  }

  /** As they stand in a table. */
  List<String> cells() {
    List<String> cells = new ArrayList<>();
    cells.add(count == 0 ? Numbers.NONE : Numbers.count(count));
    DoubleStream.of(p50, p90, p99, p999, max)
        .mapToObj(value -> count == 0 ? Numbers.NONE : Numbers.digits(value))
        .forEach(cells::add);
    return cells;
  }

  private static double at(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0
        ? 0
        : histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }
}
