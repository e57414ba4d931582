package io.carillon.gateway.machine;

import io.carillon.gateway.config.MemoryConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is memory for one more client, by what lives on the heap and what Netty holds
 * outside of it. Looked at by one thread at a time, asked by any.
 */
final class Memory {
  private static final Logger LOG = LoggerFactory.getLogger(Memory.class);

  /** What no collection has confirmed yet: so many of those that were there have gone. */
  private static final double RELIEF = 0.9;

  private final boolean isWatched;
  private final Heap heap = new Heap();
  private final ByteBufAllocatorMetric netty =
      ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
  private final LongSupplier connections;
  private final Watermark living;
  private final Watermark direct;
  private long connectionsWhenFull;
  private long relievedAt = -1;
  private volatile boolean isShort;

  /**
   * @param connections how many there are now
   */
  Memory(MemoryConfig config, LongSupplier connections) {
    this.isWatched = config.refusePercent() > 0;
    this.connections = connections;
    double high = config.refusePercent() / 100.0;
    double low = config.resumePercent() / 100.0;
    this.living = new Watermark(high, low);
    this.direct = new Watermark(high, low);
  }

  /** Looks once more; some microseconds. */
  void look() {
    if (!isWatched) {
      return;
    }
    double heapShare = heap.share();
    double directShare = directShare();
    boolean noHeap = isFull(heapShare);
    boolean noDirect = direct.at(directShare);
    boolean full = noHeap || noDirect;
    if (full != isShort) {
      isShort = full;
      tell(full, heapShare, directShare);
    }
  }

  boolean isShort() {
    return isShort;
  }

  // What the last collection found is held against newcomers only while nothing has changed since:
  // on a heap that is not collected any more, since nobody comes, they would wait for ever.
  private boolean isFull(double share) {
    boolean over = living.at(share);
    long collections = heap.collections();
    if (!over || collections == relievedAt) {
      return false;
    }
    relievedAt = -1;
    if (!isShort) {
      connectionsWhenFull = connections.getAsLong();
    } else if (connections.getAsLong() < RELIEF * connectionsWhenFull) {
      relievedAt = collections;
      return false;
    }
    return true;
  }

  // Netty's own count has all; where it keeps none, its allocator has nearly all.
  private double directShare() {
    long used = Math.max(PlatformDependent.usedDirectMemory(), netty.usedDirectMemory());
    return (double) used / PlatformDependent.maxDirectMemory();
  }

  private static void tell(boolean full, double heapShare, double directShare) {
    String text =
        full ? "memory is short, no more clients are let in" : "memory is there again for clients";
    LOG.warn("{} heapPercent={} directPercent={}", text, percent(heapShare), percent(directShare));
  }

  private static long percent(double share) {
    return Math.round(share * 100);
  }
}
