package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.embedded.state.AppendBatch;
import io.carillon.gateway.broker.embedded.state.Appended;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.embedded.state.Draft;
import io.carillon.gateway.broker.embedded.state.Epochs;
import io.carillon.gateway.broker.embedded.state.WhoListens;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this node publishes, on its way to the owners of the channels. One batch of a channel is
 * under way at a time, and what is published meanwhile goes with the next: only so retries keep the
 * order, and the owner needs one number per node to know a batch that comes twice. Confined to one
 * loop.
 */
final class Publishing {
  private static final int MOST_BATCH = 256;
  private static final int MOST_BATCH_BYTES = 512 * 1024;
  private static final int MOST_UNDER_WAY = 512;
  private static final long LOOK_MILLIS = 10;
  private static final long MOST_WAITING_BYTES =
      Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

  private final long self;
  private final Owners<ChannelState> owners;
  private final InstantSource clock;
  private final Delivery delivery;
  private final Gate gate = new Gate(MOST_UNDER_WAY);
  private final Map<Channel, Lane> lanes = new HashMap<>();
  private long lastSequence;
  private long waitingBytes;

  /**
   * @param delivery takes what has its place, to those who listen
   */
  Publishing(long self, Owners<ChannelState> owners, InstantSource clock, Delivery delivery) {
    this.self = self;
    this.owners = owners;
    this.clock = clock;
    this.delivery = delivery;
  }

  /** Fails with {@code TOO_MANY_REQUESTS} when too much waits already. */
  Future<StreamPosition> publish(Channel channel, Payload data, PublishOptions options) {
    if (waitingBytes > MOST_WAITING_BYTES) {
      return Future.failedFuture(
          new GatewayException(ErrorCode.TOO_MANY_REQUESTS, "the cluster is far behind"));
    }
    return enqueue(channel, new Item(new Draft(data, options), null));
  }

  /** Sends a join or a leave behind what was published before. */
  Future<Void> announce(ChannelEvent event) {
    return enqueue(event.channel(), new Item(null, event)).mapEmpty();
  }

  /** Done when nothing is under way any more, or after so long. */
  Future<Void> idle(Vertx vertx, long patienceMillis) {
    if (lanes.isEmpty() || patienceMillis <= 0) {
      return Future.succeededFuture();
    }
    Promise<Void> idle = Promise.promise();
    vertx.setTimer(
        LOOK_MILLIS, timer -> idle(vertx, patienceMillis - LOOK_MILLIS).onComplete(idle));
    return idle.future();
  }

  private Future<StreamPosition> enqueue(Channel channel, Item item) {
    waitingBytes += item.size();
    Lane lane = lanes.computeIfAbsent(channel, Lane::new);
    lane.waiting.add(item);
    if (!lane.busy) {
      lane.busy = true;
      gate.enter(lane::send);
    }
    return item.done.future();
  }

  private final class Lane {
    private final Channel channel;
    private final ArrayDeque<Item> waiting = new ArrayDeque<>(2);
    private boolean busy;

    Lane(Channel channel) {
      this.channel = channel;
    }

    void send() {
      List<Item> batch = takeBatch();
      List<Draft> drafts = new ArrayList<>(batch.size());
      for (Item item : batch) {
        if (item.needsPlace()) {
          drafts.add(item.draft);
        }
      }
      long now = clock.millis();
      if (drafts.isEmpty()) {
        owners
            .ask(channel.name(), new WhoListens())
            .onSuccess(listeners -> finish(batch, null, listeners, now))
            .onFailure(cause -> fail(batch, cause));
      } else {
        owners
            .ask(channel.name(), new AppendBatch(self, ++lastSequence, now, Epochs.next(), drafts))
            .onSuccess(appended -> finish(batch, appended, appended.listeners(), now))
            .onFailure(cause -> fail(batch, cause));
      }
    }

    private List<Item> takeBatch() {
      List<Item> batch = new ArrayList<>(Math.min(waiting.size(), MOST_BATCH));
      long bytes = 0;
      while (!waiting.isEmpty() && batch.size() < MOST_BATCH && bytes < MOST_BATCH_BYTES) {
        Item item = waiting.poll();
        bytes += item.size();
        batch.add(item);
      }
      return batch;
    }

    private void finish(List<Item> batch, Appended appended, long[] listeners, long nowMillis) {
      List<ChannelEvent> events = new ArrayList<>(batch.size());
      List<StreamPosition> positions = new ArrayList<>(batch.size());
      int place = 0;
      for (Item item : batch) {
        StreamPosition position = StreamPosition.NONE;
        boolean isNew = true;
        if (item.needsPlace()) {
          position = appended.position(place);
          isNew = !appended.isRepeated(place);
          place++;
        }
        positions.add(position);
        if (isNew) {
          events.add(item.event(channel, position.offset(), nowMillis));
        }
      }
      if (!events.isEmpty()) {
        delivery.deliver(channel, appended == null ? "" : appended.epoch(), events, listeners);
      }
      leave();
      for (int i = 0; i < batch.size(); i++) {
        settle(batch.get(i));
        batch.get(i).done.complete(positions.get(i));
      }
    }

    private void fail(List<Item> batch, Throwable cause) {
      leave();
      for (Item item : batch) {
        settle(item);
        item.done.fail(cause);
      }
    }

    private void settle(Item item) {
      waitingBytes -= item.size();
    }

    private void leave() {
      if (waiting.isEmpty()) {
        busy = false;
        lanes.remove(channel);
      }
      gate.leave();
      if (busy) {
        gate.enter(this::send);
      }
    }
  }

  private static final class Item {
    private static final int OVERHEAD = 200;

    private final Promise<StreamPosition> done = Promise.promise();
    private final Draft draft;
    private final ChannelEvent announced;

    Item(Draft draft, ChannelEvent announced) {
      this.draft = draft;
      this.announced = announced;
    }

    /** Whether the owner has to take it; else it only asks who listens. */
    boolean needsPlace() {
      return draft != null
          && (draft.options().retention().keeps() || draft.options().idempotencyKey() != null);
    }

    ChannelEvent event(Channel channel, long offset, long nowMillis) {
      return draft == null
          ? announced
          : new Publication(
              channel,
              offset,
              draft.data(),
              draft.options().info(),
              draft.options().tags(),
              nowMillis);
    }

    int size() {
      return draft == null ? OVERHEAD : OVERHEAD + draft.data().size();
    }
  }

  /** Where events go that have their place. */
  @FunctionalInterface
  interface Delivery {
    /**
     * Brings events to those who listen, in order.
     *
     * @param epoch of the offsets among them; empty when there are none
     * @param listeners ids of nodes, the dead among them; not to be changed
     */
    void deliver(Channel channel, String epoch, List<ChannelEvent> events, long[] listeners);
  }
}
