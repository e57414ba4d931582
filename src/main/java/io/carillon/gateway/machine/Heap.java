package io.carillon.gateway.machine;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * What lives on the heap, as the last collection of its old part has found: garbage does not count.
 * From any thread.
 */
final class Heap {
  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
          .toList();
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(one -> pools.stream().anyMatch(pool -> collects(one, pool)))
          .toList();

  private static boolean collects(GarbageCollectorMXBean collector, MemoryPoolMXBean pool) {
    return List.of(collector.getMemoryPoolNames()).contains(pool.getName());
  }

  /** The share of the fullest part that lives; 0 before anything was collected. */
  double share() {
    return pools.stream().mapToDouble(Heap::share).max().orElse(0);
  }

  private static double share(MemoryPoolMXBean pool) {
    double collected = share(pool.getCollectionUsage());
    // It collects its old part bit by bit, and all of it only when nothing else helps: too late.
    return pool.getName().startsWith("G1 ")
        ? Math.max(collected, share(pool.getUsage()))
        : collected;
  }

  private static double share(MemoryUsage usage) {
    return usage == null || usage.getMax() <= 0 ? 0 : (double) usage.getUsed() / usage.getMax();
  }

  /** Rises with each collection that tells something new. */
  long collections() {
    return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
  }
}
