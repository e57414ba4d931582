package io.carillon.gateway.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What the process uses: heap, processor, threads, files, and the memory of Netty. */
final class Machine implements AutoCloseable {
  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final OperatingSystemMXBean processor =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
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
    FunctionCounter.builder("process.cpu", processor, bean -> bean.getProcessCpuTime() / 1e9)
        .description("Processor time that the process has used")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("carillon.netty.memory.bytes", netty, ByteBufAllocatorMetric::usedDirectMemory)
        .description("Memory that Netty's allocator holds")
        .tag("area", "direct")
        .register(registry);
    Gauge.builder("carillon.netty.memory.bytes", netty, ByteBufAllocatorMetric::usedHeapMemory)
        .description("Memory that Netty's allocator holds")
        .tag("area", "heap")
        .register(registry);
  }

  /** Keeps out what is not named as Prometheus wants it; before anything is registered. */
  static PrometheusMeterRegistry lint(PrometheusMeterRegistry registry) {
    registry
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
        .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    return registry;
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
