package io.carillon.gateway.broker.stream;

import io.carillon.gateway.broker.PublishOptions;
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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this node publishes, on its way to where the channels are. One batch of a channel is under
 * way at a time, and what is published meanwhile goes with the next: only so retries keep the
 * order, and one number per node is enough to know a batch that comes twice. Confined to one loop.
 */
public final class Lanes {
  private static final int MOST_BATCH = 256;
  private static final int MOST_BATCH_BYTES = 512 * 1024;
  private static final int MOST_UNDER_WAY = 512;
  private static final long LOOK_MILLIS = 10;
  private static final long MOST_WAITING_BYTES =
      Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

  private final Carrier carrier;
  private final StreamCounts counts;
  private final Gate gate = new Gate(MOST_UNDER_WAY);
  private final Map<Channel, Lane> lanes = new HashMap<>();
  private long waitingBytes;

  /**
   * @param counts of what happens
   */
  public Lanes(Carrier carrier, StreamCounts counts) {
    this.carrier = carrier;
    this.counts = counts;
  }

  /** Fails with {@code TOO_MANY_REQUESTS} when too much waits already. */
  public Future<StreamPosition> publish(Channel channel, Payload data, PublishOptions options) {
    if (waitingBytes > MOST_WAITING_BYTES) {
      return Future.failedFuture(
          new GatewayException(ErrorCode.TOO_MANY_REQUESTS, "too much waits to be published"));
    }
    return enqueue(channel, new Item(new Draft(data, options), null));
  }

  /** Sends a join or a leave behind what was published before. */
  public Future<Void> announce(ChannelEvent event) {
    return enqueue(event.channel(), new Item(null, event)).mapEmpty();
  }

  /** Done when nothing is under way any more, or after so long. */
  public Future<Void> idle(Vertx vertx, long patienceMillis) {
    if (lanes.isEmpty() || patienceMillis <= 0) {
      return Future.succeededFuture();
    }
    Promise<Void> idle = Promise.promise();
    vertx.setTimer(
        LOOK_MILLIS, timer -> idle(vertx, patienceMillis - LOOK_MILLIS).onComplete(idle));
    return idle.future();
  }

  /**
   * Answers whoever has waited for longer, that the outcome is unknown: what is under way can be
   * neither called back nor overtaken, so it goes on. To be called now and then.
   */
  public void giveUp(Duration patience) {
    long since = System.nanoTime() - patience.toNanos();
    // A copy, since who is answered may publish again.
    List.copyOf(lanes.values()).forEach(lane -> lane.giveUp(since));
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
    private List<Item> underWay = List.of();
    private boolean busy;

    Lane(Channel channel) {
      this.channel = channel;
    }

    void send() {
      List<Item> batch = takeBatch();
      underWay = batch;
      counts.carried(batch.size());
      carrier
          .carry(channel, batch)
          .onSuccess(positions -> finish(batch, positions))
          .onFailure(cause -> fail(batch, cause));
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

    private void finish(List<Item> batch, List<StreamPosition> positions) {
      leave();
      for (int i = 0; i < batch.size(); i++) {
        settle(batch.get(i));
        batch.get(i).done.tryComplete(positions.get(i));
      }
    }

    private void fail(List<Item> batch, Throwable cause) {
      leave();
      for (Item item : batch) {
        settle(item);
        item.done.tryFail(cause);
      }
    }

    void giveUp(long since) {
      List<Item> late = new ArrayList<>();
      underWay.stream().filter(item -> item.since - since < 0).forEach(late::add);
      waiting.stream().filter(item -> item.since - since < 0).forEach(late::add);
      late.forEach(Item::giveUp);
    }

    private void settle(Item item) {
      waitingBytes -= item.size();
    }

    private void leave() {
      underWay = List.of();
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

  /** A publication, or a join or leave, that waits. */
  public static final class Item {
    private static final int OVERHEAD = 200;

    private final Promise<StreamPosition> done = Promise.promise();
    private final long since = System.nanoTime();
    private final Draft draft;
    private final ChannelEvent announced;

    private Item(Draft draft, ChannelEvent announced) {
      this.draft = draft;
      this.announced = announced;
    }

    /** The publication; null for a join or a leave. */
    public Draft draft() {
      return draft;
    }

    /** Whether it needs a place, in the stream or among the keys; else it only passes by. */
    public boolean needsPlace() {
      return draft != null && (isKept() || draft.options().idempotencyKey() != null);
    }

    /** Whether it takes an offset. */
    public boolean isKept() {
      return draft != null && draft.options().retention().keeps();
    }

    /** What those hear who listen. */
    public ChannelEvent event(Channel channel, long offset, long nowMillis) {
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

    private void giveUp() {
      done.tryFail(new GatewayException(ErrorCode.UNAVAILABLE, "the outcome is unknown"));
    }

    private int size() {
      return draft == null ? OVERHEAD : OVERHEAD + draft.data().size();
    }
  }

  /** Brings batches to where the channels are. */
  @FunctionalInterface
  public interface Carrier {
    /**
     * Has all of a batch taken and sent to those who listen, in order, or nothing of it.
     *
     * @return a position for each; fails when the outcome is unknown, too
     */
    Future<List<StreamPosition>> carry(Channel channel, List<Item> batch);
  }
}
