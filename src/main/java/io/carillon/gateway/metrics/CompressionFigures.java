package io.carillon.gateway.metrics;

import io.carillon.gateway.session.CompressionMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** What compression of publications saves. From any thread. */
public final class CompressionFigures {
  private final LoopCount before = new LoopCount();
  private final LoopCount after = new LoopCount();

  CompressionFigures(PrometheusMeterRegistry registry) {
    register(registry, "before", before);
    register(registry, "after", after);
  }

  /** What one more event loop counts with. */
  public CompressionMetrics open() {
    Cell plain = before.open();
    Cell compressed = after.open();
    return (bytesBefore, bytesAfter) -> {
      plain.add(bytesBefore);
      compressed.add(bytesAfter);
    };
  }

  private static void register(PrometheusMeterRegistry registry, String side, LoopCount bytes) {
    FunctionCounter.builder("carillon.compression.bytes", bytes, LoopCount::sum)
        .description("Frames of publications before and after compression, once for all who listen")
        .tag("side", side)
        .register(registry);
  }
}
