package io.carillon.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a family of figures says at one scrape. Nothing is registered for a label, so that what is
 * gone is not shown any more. Labels are given as name, value, name, value. Used by one thread.
 */
final class Rows {
  private final Map<String, MetricSnapshot.Builder<?>> families = new LinkedHashMap<>();

  /** Has a family tell its rows whenever somebody scrapes; on the thread that does. */
  static MultiCollector of(Consumer<Rows> family) {
    return () -> {
      Rows rows = new Rows();
      family.accept(rows);
      return rows.snapshots();
    };
  }

  /**
   * A count that only grows.
   *
   * @param name without {@code _total}
   */
  Rows counter(String name, String help, long value, String... labels) {
    family(name, help, CounterSnapshot::builder)
        .dataPoint(
            CounterDataPointSnapshot.builder()
                .value((double) value)
                .labels(Labels.of(labels))
                .build());
    return this;
  }

  /** A value that goes up and down. */
  Rows gauge(String name, String help, long value, String... labels) {
    return gauge(name, help, (double) value, labels);
  }

  /** The same with a fraction. */
  Rows gauge(String name, String help, double value, String... labels) {
    family(name, help, GaugeSnapshot::builder)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).labels(Labels.of(labels)).build());
    return this;
  }

  /** 1 for what holds and 0 for what might. */
  <E extends Enum<E>> Rows state(
      String name, String help, E holds, Collection<E> all, String... labels) {
    for (E one : all) {
      gauge(name, help, one == holds ? 1 : 0, with(labels, "state", text(one)));
    }
    return this;
  }

  /** How long things took. */
  Rows histogram(String name, String help, TimeCell times, String... labels) {
    Number[] counts = new Number[TimeCell.BUCKETS];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = times.bucket(i);
    }
    family(name, help, HistogramSnapshot::builder)
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(
                    ClassicHistogramBuckets.of(TimeCell.boundsInSeconds(), counts))
                .sum(times.sumNanos() / 1e9)
                .labels(Labels.of(labels))
                .build());
    return this;
  }

  /** A constant as a label has it. */
  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Labels with one more. */
  static String[] with(String[] labels, String... more) {
    String[] all = new String[labels.length + more.length];
    System.arraycopy(labels, 0, all, 0, labels.length);
    System.arraycopy(more, 0, all, labels.length, more.length);
    return all;
  }

  private MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    families.values().forEach(family -> all.metricSnapshot(family.build()));
    return all.build();
  }

  // The first help counts: a name is told by one method of one family.
  @SuppressWarnings("unchecked")
  private <B extends MetricSnapshot.Builder<B>> B family(
      String name, String help, Supplier<B> builder) {
    return (B) families.computeIfAbsent(name, none -> builder.get().name(name).help(help));
  }
}
