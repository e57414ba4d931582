package io.carillon.gateway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What the process uses: heap, processor, threads, files, and the memory of Netty. */
final class Machine implements AutoCloseable {
  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final JvmGcMetrics collector = new JvmGcMetrics();

  /** What Vert.x and we allocate from; shared by all nodes of the process. */
  private final ByteBufAllocatorMetric netty =
      ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();

  Machine(PrometheusMeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
    Gauge.builder("carillon.netty.memory.bytes", netty, ByteBufAllocatorMetric::usedDirectMemory)
        .description("Memory that Netty's allocator holds")
        .tag("area", "direct")
        .register(registry);
    Gauge.builder("carillon.netty.memory.bytes", netty, ByteBufAllocatorMetric::usedHeapMemory)
        .description("Memory that Netty's allocator holds")
        .tag("area", "heap")
        .register(registry);
  }

  long heapUsed() {
    return memory.getHeapMemoryUsage().getUsed();
  }

  long heapMax() {
    return memory.getHeapMemoryUsage().getMax();
  }

  long directBytes() {
    return netty.usedDirectMemory();
  }

  @Override
  public void close() {
    collector.close();
  }
}
