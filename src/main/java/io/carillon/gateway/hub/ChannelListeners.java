package io.carillon.gateway.hub;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of one channel on one loop, and what waits for them. A fan-out may rest between two
 * slices while listeners come and go: who leaves, leaves an empty slot, and who comes stands behind
 * the end of the running batch. Confined to the loop of its {@link HubShard}.
 */
final class ChannelListeners {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelListeners.class);

  /** One batch is at most this much payload, so that a burst cannot fill an outbox in one turn. */
  private static final int MAX_BATCH_BYTES = 64 * 1024;

  private final Hub hub;
  private final Deliveries deliveries;
  private final Channel channel;
  private final EventRate rate = new EventRate();
  private Subscriber[] slots = new Subscriber[1];
  private int end;
  private int count;
  private Waiting waiting;
  private PushBatch batch;
  private int batchEnd;

  /** The last publication; null unless a subscriber wants deltas. */
  private Publication last;

  ChannelListeners(Hub hub, Deliveries deliveries, Channel channel) {
    this.hub = hub;
    this.deliveries = deliveries;
    this.channel = channel;
  }

  Channel channel() {
    return channel;
  }

  Deliveries deliveries() {
    return deliveries;
  }

  /** Publications a second. */
  float rate() {
    return rate.perSecond();
  }

  int count() {
    return count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  void add(Subscriber subscriber) {
    if (end == slots.length) {
      slots = Arrays.copyOf(slots, end < 8 ? end + 3 : end + (end >> 1));
    }
    subscriber.listeners = this;
    subscriber.slot = end;
    slots[end++] = subscriber;
    count++;
  }

  void remove(Subscriber subscriber) {
    slots[subscriber.slot] = null;
    subscriber.listeners = null;
    count--;
    if (batch == null) {
      closeGaps();
    }
  }

  /** Returns whether nothing waited before, so that the shard must be told. */
  boolean enqueue(ChannelEvent event, long at) {
    boolean idle = waiting == null && batch == null;
    if (waiting == null) {
      waiting = new Waiting();
    }
    waiting.add(event, at);
    if (event instanceof Publication) {
      rate.mark(at);
    }
    return idle;
  }

  /** Forgets what waits; for a channel that nobody listens to any more. */
  void discard() {
    if (waiting != null) {
      hub.addWaiting(-PushBatch.sizeOf(waiting.events()));
      waiting = null;
    }
    endBatch();
  }

  boolean hasWork() {
    return batch != null || waiting != null;
  }

  /** Whether no batch is under way. */
  boolean isServed() {
    return batch == null;
  }

  /** Events in the batch under way; takes the next batch when there is none. */
  int openBatch() {
    if (batch == null) {
      int size = waiting.batchSize(MAX_BATCH_BYTES);
      batch = waiting.batch(size);
      waiting = waiting.after(size);
      batch.follow(last);
      batchEnd = end;
    }
    return batch.events().size();
  }

  /**
   * Pushes the open batch to at most {@code most} listeners.
   *
   * @param flushNow whether each is flushed at once, while it is warm in the cache; else it goes to
   *     {@code dirty}
   * @return how many slots it passed
   */
  int push(int most, boolean flushNow, List<Subscriber> dirty) {
    int from = batch.cursor;
    int to = Math.min(batchEnd, from + most);
    int reached = 0;
    batch.setAlone(flushNow);
    for (; batch.cursor < to; batch.cursor++) {
      Subscriber subscriber = slots[batch.cursor];
      if (subscriber != null) {
        pushTo(subscriber, flushNow, dirty);
        reached++;
      }
    }
    deliveries.add(batch, reached);
    if (hub.watch().isOn()) {
      show(from, to);
    }
    if (batch.cursor == batchEnd) {
      endBatch();
    }
    return to - from;
  }

  private void pushTo(Subscriber subscriber, boolean flushNow, List<Subscriber> dirty) {
    try {
      subscriber.push(batch);
      if (flushNow) {
        subscriber.flush();
      } else {
        dirty.add(subscriber);
      }
    } catch (RuntimeException bug) {
      subscriber.fail(bug); // costs this one its connection, and nobody else a thing
    } catch (OutOfMemoryError full) {
      // Netty's, outside of the heap: the channel goes on, and who comes back is brought it.
      subscriber.fail(new GatewayException(ErrorCode.INTERNAL, "memory: " + full.getMessage()));
    }
  }

  // Whoever looks on costs nobody a publication: a batch that is not ended would be the last.
  private void show(int from, int to) {
    try {
      hub.watch().onPushed(batch, Arrays.asList(slots).subList(from, to));
    } catch (RuntimeException bug) {
      LOG.error("watch over the fan-out failed channel={}", channel, bug);
    }
  }

  private void endBatch() {
    if (batch != null) {
      hub.addWaiting(-PushBatch.sizeOf(batch.events()));
      last = batch.kept();
      batch.release();
      batch = null;
    }
    closeGaps();
  }

  private void closeGaps() {
    // Half empty is soon enough: closing each gap at once would make a mass departure quadratic.
    if (end == count || (end - count) * 2 < end) {
      return;
    }
    int to = 0;
    for (int from = 0; from < end; from++) {
      Subscriber subscriber = slots[from];
      if (subscriber != null) {
        subscriber.slot = to;
        slots[to++] = subscriber;
      }
    }
    slots = Arrays.copyOf(slots, Math.max(1, to));
    end = to;
  }
}
