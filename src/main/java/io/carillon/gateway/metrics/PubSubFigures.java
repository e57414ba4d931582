package io.carillon.gateway.metrics;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.pubsub.PubSubMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What is published at this node, how long that takes, and who recovers. From any thread. */
public final class PubSubFigures implements PubSubMetrics {
  private final PrometheusMeterRegistry registry;
  private final Map<Source, Accepted> accepted = new EnumMap<>(Source.class);
  private final Map<Refusal, LongAdder> refused = new ConcurrentHashMap<>();
  private final LongAdder recovered = new LongAdder();
  private final LongAdder unrecovered = new LongAdder();
  private final Timings acknowledged =
      new Timings("carillon_publish_ack", "From a publish at this node to its acknowledgement");
  private final TimeCell times = acknowledged.open();

  PubSubFigures(PrometheusMeterRegistry registry) {
    this.registry = registry;
    for (Source source : Source.values()) {
      accepted.put(source, register(source));
    }
    register(recovered, "recovered");
    register(unrecovered, "unrecovered");
    registry.getPrometheusRegistry().register(acknowledged);
  }

  @Override
  public void published(Source source, long bytes, long nanos) {
    Accepted counts = accepted.get(source);
    counts.publications.increment();
    counts.bytes.add(bytes);
    times.record(nanos, 1);
  }

  @Override
  public void refused(Source source, ErrorCode code) {
    refused.computeIfAbsent(new Refusal(source, code), this::register).increment();
  }

  @Override
  public void recovered(boolean all) {
    (all ? recovered : unrecovered).increment();
  }

  long publications() {
    return accepted.values().stream().mapToLong(counts -> counts.publications.sum()).sum();
  }

  long publicationBytes() {
    return accepted.values().stream().mapToLong(counts -> counts.bytes.sum()).sum();
  }

  long recoveries() {
    return recovered.sum() + unrecovered.sum();
  }

  Timings acknowledged() {
    return acknowledged;
  }

  private Accepted register(Source source) {
    Accepted counts = new Accepted(new LongAdder(), new LongAdder());
    FunctionCounter.builder("carillon.publications", counts.publications, LongAdder::sum)
        .description("Publications that were accepted at this node")
        .tag("source", nameOf(source))
        .register(registry);
    FunctionCounter.builder("carillon.publication.bytes", counts.bytes, LongAdder::sum)
        .description("Bytes of their payload")
        .tag("source", nameOf(source))
        .register(registry);
    return counts;
  }

  private LongAdder register(Refusal refusal) {
    LongAdder count = new LongAdder();
    FunctionCounter.builder("carillon.publications.refused", count, LongAdder::sum)
        .description("Publications that were refused, or whose fate is unknown")
        .tags("source", nameOf(refusal.source), "code", nameOf(refusal.code))
        .register(registry);
    return count;
  }

  private void register(LongAdder count, String outcome) {
    FunctionCounter.builder("carillon.recoveries", count, LongAdder::sum)
        .description("Clients that came back and asked for what they missed")
        .tag("outcome", outcome)
        .register(registry);
  }

  private static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private record Accepted(LongAdder publications, LongAdder bytes) {}

  private record Refusal(Source source, ErrorCode code) {}
}
