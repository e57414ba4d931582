package io.carillon.gateway.metrics;

import io.carillon.gateway.api.ApiMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What backends and operators ask, and how they are answered. From any thread. */
public final class ApiFigures implements ApiMetrics {
  private final PrometheusMeterRegistry registry;
  private final Map<Answer, LongAdder> answers = new ConcurrentHashMap<>();

  ApiFigures(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void answered(String method, int status) {
    answers.computeIfAbsent(new Answer(method, status), this::register).increment();
  }

  private LongAdder register(Answer answer) {
    LongAdder count = new LongAdder();
    FunctionCounter.builder("carillon.api.requests", count, LongAdder::sum)
        .description("Requests to the API, by the status that says how they ended")
        .tags("method", answer.method, "status", Integer.toString(answer.status))
        .register(registry);
    return count;
  }

  private record Answer(String method, int status) {}
}
