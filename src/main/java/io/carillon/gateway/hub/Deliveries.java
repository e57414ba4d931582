package io.carillon.gateway.hub;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import java.util.Arrays;
import java.util.List;

/**
 * What one loop has delivered in a turn: noted once for each batch and slice, told with one look at
 * the clock when all of it is flushed. Confined to the loop of its {@link HubShard}.
 */
final class Deliveries {
  private final HubMetrics metrics;
  private long[] since = new long[16];
  private int[] reached = new int[16];
  private int size;

  Deliveries(HubMetrics metrics) {
    this.metrics = metrics;
  }

  /** A batch was pushed to so many more subscribers. */
  void add(PushBatch batch, int subscribers) {
    batch.tell(metrics);
    List<ChannelEvent> events = batch.events();
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof Publication) {
        add(batch.since(i), subscribers);
      }
    }
  }

  /** What was pushed to one subscriber beside the fan-out was written. */
  void addAlone(PushBatch batch) {
    batch.tell(metrics);
  }

  /** All that was added has been offered to the kernel. */
  void flushed() {
    if (size == 0) {
      return;
    }
    long now = System.nanoTime();
    for (int i = 0; i < size; i++) {
      metrics.reached(now - since[i], reached[i]);
    }
    size = 0;
  }

  private void add(long cameAt, int subscribers) {
    if (size == since.length) {
      since = Arrays.copyOf(since, 2 * size);
      reached = Arrays.copyOf(reached, 2 * size);
    }
    since[size] = cameAt;
    reached[size++] = subscribers;
  }
}
