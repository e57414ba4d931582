package io.carillon.gateway.metrics;

import io.carillon.gateway.session.OutboxMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What waits for clients that are terminated here. From any thread. */
public final class OutboxFigures {
  private final List<Loop> loops = new CopyOnWriteArrayList<>();

  OutboxFigures(PrometheusMeterRegistry registry) {
    Gauge.builder("carillon.outbox.bytes", this, OutboxFigures::bytes)
        .description("Bytes that wait for clients")
        .register(registry);
    Gauge.builder("carillon.outbox.largest.bytes", this, OutboxFigures::largest)
        .description("The same of the client that most waits for")
        .register(registry);
  }

  /** What one more event loop tells. */
  public OutboxMetrics open() {
    Loop loop = new Loop();
    loops.add(loop);
    return loop;
  }

  long bytes() {
    return loops.stream().mapToLong(loop -> loop.bytes).sum();
  }

  long largest() {
    return loops.stream().mapToLong(loop -> loop.largest).max().orElse(0);
  }

  private static final class Loop implements OutboxMetrics {
    private volatile long bytes;
    private volatile long largest;

    @Override
    public void waiting(long waiting, long most) {
      bytes = waiting;
      largest = most;
    }
  }
}
