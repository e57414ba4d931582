package io.carillon.gateway.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How long one kind of thing takes on this node: a histogram for Prometheus, summed up when it
 * scrapes, and the percentiles of the last second. Each writer has a {@link TimeCell}.
 */
final class Timings implements Collector {
  private static final double[] BOUNDS = TimeCell.boundsInSeconds();

  private final String name;
  private final String help;
  private final List<TimeCell> cells = new CopyOnWriteArrayList<>();

  /** What there was a second ago, in fine buckets; only of {@link #tick}. */
  private long[] before = new long[TimeScale.COUNT];

  private volatile Latency lastSecond = Latency.NONE;

  /**
   * @param name without the unit, which is seconds
   */
  Timings(String name, String help) {
    this.name = name;
    this.help = help;
  }

  /** A cell for one more writer. */
  TimeCell open() {
    TimeCell cell = new TimeCell();
    cells.add(cell);
    return cell;
  }

  /** A second is over. Not by two threads at once. */
  void tick() {
    long[] now = new long[TimeScale.COUNT];
    cells.forEach(cell -> cell.addTo(now));
    lastSecond = Percentiles.between(before, now);
    before = now;
  }

  /** The second before the last tick. From any thread. */
  Latency lastSecond() {
    return lastSecond;
  }

  @Override
  public MetricSnapshot collect() {
    long[] counts = new long[TimeCell.BUCKETS];
    long nanos = 0;
    for (TimeCell cell : cells) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += cell.bucket(i);
      }
      nanos += cell.sumNanos();
    }
    return HistogramSnapshot.builder()
        .name(name + "_seconds")
        .help(help)
        .unit(Unit.SECONDS)
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, boxed(counts)))
                .sum(nanos / 1e9)
                .build())
        .build();
  }

  @Override
  public String getPrometheusName() {
    return name + "_seconds";
  }

  private static Number[] boxed(long[] counts) {
    Number[] boxed = new Number[counts.length];
    for (int i = 0; i < counts.length; i++) {
      boxed[i] = counts[i];
    }
    return boxed;
  }
}
