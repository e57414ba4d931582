package io.carillon.gateway.machine;

import io.carillon.gateway.config.MemoryConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is memory for one more client, by what lives on the heap, what Netty holds outside
 * of it, and all that counts to the control group of the process. Looked at by one thread at a
 * time, asked by any.
 */
final class Memory {
  private static final Logger LOG = LoggerFactory.getLogger(Memory.class);

  /** What no collection has confirmed yet: so many of those that were there have gone. */
  private static final double RELIEF = 0.9;

  /**
   * Of a control group, in which heap and direct memory have their place: beyond it the kernel
   * kills.
   */
  private static final double GROUP_HIGH = 0.95;

  private static final double GROUP_LOW = 0.92;

  private final boolean isWatched;
  private final Heap heap = new Heap();
  private final ByteBufAllocatorMetric netty =
      ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
  private final LongSupplier connections;
  private final Watermark living;
  private final Watermark direct;
  private final Optional<ControlGroup> group;
  private final Watermark grouped = new Watermark(GROUP_HIGH, GROUP_LOW);
  private long connectionsWhenFull;
  private long connectionsWhenGroupFull;
  private long relievedAt = -1;
  private volatile boolean isShort;

  /**
   * @param group that the process is in, if its memory has a limit
   * @param connections how many there are now
   */
  Memory(MemoryConfig config, Optional<ControlGroup> group, LongSupplier connections) {
    this.isWatched = config.refusePercent() > 0;
    this.group = group;
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
    double groupShare = group.map(ControlGroup::share).orElse(0.0);
    boolean noGroup = isGroupFull(groupShare);
    boolean full = noHeap || noDirect || noGroup;
    if (full != isShort) {
      isShort = full;
      tell(full, heapShare, directShare, groupShare);
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

  // A JVM gives little of it back when clients go, but what so many took is enough for so many.
  private boolean isGroupFull(double share) {
    boolean wasOver = connectionsWhenGroupFull > 0;
    if (!grouped.at(share)) {
      connectionsWhenGroupFull = 0;
      return false;
    }
    if (!wasOver) {
      connectionsWhenGroupFull = Math.max(1, connections.getAsLong());
    }
    return connections.getAsLong() >= RELIEF * connectionsWhenGroupFull;
  }

  // Netty's own count has all; where it keeps none, its allocator has nearly all.
  private double directShare() {
    long used = Math.max(PlatformDependent.usedDirectMemory(), netty.usedDirectMemory());
    return (double) used / PlatformDependent.maxDirectMemory();
  }

  private static void tell(boolean full, double heap, double direct, double group) {
    String text =
        full ? "memory is short, no more clients are let in" : "memory is there again for clients";
    LOG.warn(
        "{} heapPercent={} directPercent={} groupPercent={}",
        text,
        percent(heap),
        percent(direct),
        percent(group));
  }

  private static long percent(double share) {
    return Math.round(share * 100);
  }
}
