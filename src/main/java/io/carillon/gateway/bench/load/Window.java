package io.carillon.gateway.bench.load;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Holds publishers back until those who hear have heard, where there is no rate: so many messages
 * are under way. What is not going to come is given back: by a connection that is lost, and by a
 * message that was refused. Callable from any loop.
 */
final class Window {
  /** What {@link #take} returns when there is no room. */
  static final int FULL = -1;

  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Of each channel, in one number so that both are of one moment: who hears, and messages. */
  private static final int MESSAGE_BITS = 40;

  private static final long LISTENER = 1L << MESSAGE_BITS;
  private static final long MESSAGES = LISTENER - 1;

  private final int messages;
  private final AtomicLongArray channels;
  private final AtomicLong listening = new AtomicLong();
  private final AtomicLong due = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

  private long lastDelivered;
  private long lastMoved;

  /**
   * @param messages under way at once
   * @param channels that are published to
   */
  Window(int messages, int channels) {
    this.messages = messages;
    this.channels = new AtomicLongArray(channels);
  }

  /** Whoever is to be told, on any loop, when there may be room again. */
  void tell(Runnable publisher) {
    waiting.add(publisher);
  }

  /** One more hears a channel from now on; returns how many messages went there before. */
  long join(int channel) {
    long before = channels.getAndAdd(channel, LISTENER);
    if (listening.getAndIncrement() == 0) {
      wake();
    }
    return before & MESSAGES;
  }

  /** One less hears a channel; returns how many messages went there until now. */
  long leave(int channel) {
    listening.decrementAndGet();
    return channels.getAndAdd(channel, -LISTENER) & MESSAGES;
  }

  /**
   * Takes room for one more message to a channel, if there is some.
   *
   * @return how many hear it, or {@link #FULL}; of one that nobody hears one delivery is due all
   *     the same, until it is {@linkplain #giveBack given back}
   */
  int take(int channel) {
    if (listening.get() == 0) {
      return FULL; // nobody hears
    }
    while (true) {
      int wanted = share(listeners(channels.get(channel)));
      long before = due.get();
      if (before - delivered.get() > room()) {
        return FULL;
      }
      if (due.compareAndSet(before, before + wanted)) {
        int hear = listeners(channels.getAndIncrement(channel));
        due.addAndGet(share(hear) - wanted); // somebody came or went meanwhile
        return hear;
      }
    }
  }

  /** A message that nobody is going to hear; those who left since have given theirs back. */
  void refused(int channel, int hear) {
    int still = listeners(channels.getAndDecrement(channel));
    giveBack(hear == 0 ? 1 : Math.min(hear, still));
  }

  /** So many deliveries more, each of a message that was not there before. */
  void delivered(int count) {
    long before = delivered.getAndAdd(count);
    long open = due.get() - before;
    long room = room();
    if (open > room && open - count <= room) {
      wake();
    }
  }

  /** So many deliveries are not to come, but no more than are due; wakes nobody. */
  void giveBack(long count) {
    delivered.updateAndGet(before -> before + Math.min(count, Math.max(0, due.get() - before)));
  }

  /** Tells those who wait that there may be room. */
  void wake() {
    waiting.forEach(Runnable::run);
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
      wake();
    }
  }

  private long room() {
    return (messages - 1) * Math.max(1, listening.get() / channels.length());
  }

  private static int share(int listeners) {
    return Math.max(1, listeners);
  }

  private static int listeners(long channel) {
    return (int) (channel >>> MESSAGE_BITS);
  }
}
