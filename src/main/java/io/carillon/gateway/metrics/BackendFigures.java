package io.carillon.gateway.metrics;

import io.carillon.gateway.backend.BackendMetrics;
import io.carillon.gateway.backend.Outcome;
import io.carillon.gateway.backend.Question;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What is asked of backends, how they answer, and which of them do not. From any thread. */
public final class BackendFigures implements BackendMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry;
  private final Map<Asked, Timer> asked = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> waiting = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> broken = new ConcurrentHashMap<>();

  BackendFigures(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void asked(String backend, Question question, Outcome outcome, long nanos) {
    asked
        .computeIfAbsent(new Asked(backend, question, outcome), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void waiting(String backend, int change) {
    waiting
        .computeIfAbsent(
            backend,
            name -> gauge("carillon.backend.waiting", "Questions whose answer is awaited", name))
        .addAndGet(change);
  }

  @Override
  public void broken(String backend, boolean open) {
    broken
        .computeIfAbsent(
            backend,
            name ->
                gauge(
                    "carillon.backend.broken",
                    "Kinds of questions that event loops ask it no more for now, summed",
                    name))
        .addAndGet(open ? 1 : -1);
  }

  private Timer timer(Asked what) {
    return Timer.builder("carillon.backend.questions")
        .description("Questions to backends, from having one to being done with it")
        .tags("backend", what.backend)
        .tags("question", what.question.word(), "outcome", what.outcome.word())
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private AtomicInteger gauge(String name, String description, String backend) {
    AtomicInteger value = new AtomicInteger();
    Gauge.builder(name, value, AtomicInteger::get)
        .description(description)
        .tags("backend", backend)
        .register(registry);
    return value;
  }

  private record Asked(String backend, Question question, Outcome outcome) {}
}
