package io.carillon.gateway.bench.load;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds publishers back until those who hear have heard, where there is no rate: so many messages
 * are under way. Callable from any loop.
 */
final class Window {
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final int messages;
  private final AtomicLong due = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

  private volatile int[] listeners = {};
  private volatile long room;
  private long lastDelivered;
  private long lastMoved;

  /**
   * @param messages under way at once
   */
  Window(int messages) {
    this.messages = messages;
  }

  /** Before anything is published: how many hear each channel. */
  void listeners(int[] counts) {
    long all = 0;
    for (int count : counts) {
      all += count;
    }
    room = (messages - 1) * Math.max(1, all / counts.length);
    listeners = all == 0 ? new int[0] : counts;
  }

  /** Whoever is to be told, on any loop, when there may be room again. */
  void tell(Runnable publisher) {
    waiting.add(publisher);
  }

  /** Whether one more message may go to a channel now; if so it counts as under way. */
  boolean take(int channel) {
    if (listeners.length == 0) {
      return false; // nobody hears
    }
    while (true) {
      long before = due.get();
      if (before - delivered.get() > room) {
        return false;
      }
      if (due.compareAndSet(before, before + listeners[channel])) {
        return true;
      }
    }
  }

  /** So many deliveries more, each of a message that was not there before. */
  void delivered(int count) {
    long before = delivered.getAndAdd(count);
    long open = due.get() - before;
    if (open > room && open - count <= room) {
      waiting.forEach(Runnable::run);
    }
  }

  /** Gives up on what does not come; called now and then, always from the same loop. */
  void watch(long now) {
    long seen = delivered.get();
    if (seen != lastDelivered || lastMoved == 0) {
      lastDelivered = seen;
      lastMoved = now;
    } else if (now - lastMoved > STALL_NANOS) {
      lastMoved = now;
      due.set(seen);
      waiting.forEach(Runnable::run);
    }
  }
}
