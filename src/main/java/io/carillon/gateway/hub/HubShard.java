package io.carillon.gateway.hub;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The subscribers of one event loop, and the fan-out to them. Created by {@link Hub}.
 *
 * <p>Confined to its loop, so its map needs no lock; only {@link #offer} may be called from any
 * thread.
 */
public final class HubShard {
  /** Subscribers served before the loop may turn to something else. */
  static final int SLICE = 64;

  private final Hub hub;
  private final int index;
  private final EventLoop loop;
  private final HubMetrics metrics;
  private final Deliveries deliveries;
  private final Map<Channel, ChannelListeners> channels = new HashMap<>();
  private final ArrayDeque<ChannelListeners> ready = new ArrayDeque<>();

  /** Channels that heard more while they were served: they are for the next fan-out. */
  private final ArrayDeque<ChannelListeners> next = new ArrayDeque<>();

  private final List<Subscriber> dirty = new ArrayList<>();
  private final Gather gather;
  private long arrived;
  private boolean turnPending;
  private boolean fanningOut;

  HubShard(Hub hub, int index, EventLoop loop, HubMetrics metrics, Gather gather) {
    this.hub = hub;
    this.index = index;
    this.loop = loop;
    this.metrics = metrics;
    this.gather = gather;
    this.deliveries = new Deliveries(metrics);
  }

  /** The loop this shard and all of its subscribers live on. */
  public EventLoop loop() {
    return loop;
  }

  /**
   * From now on {@code subscriber} hears the channel. Returns the channel as all of its subscribers
   * share it.
   */
  public Channel subscribe(Channel channel, Subscriber subscriber) {
    if (subscriber.listeners != null) {
      throw new IllegalStateException(
          "subscriber already listens to " + subscriber.listeners.channel());
    }
    ChannelListeners listeners = channels.get(channel);
    if (listeners == null) {
      listeners = new ChannelListeners(hub, deliveries, channel);
      channels.put(channel, listeners);
      hub.join(channel, index);
    }
    listeners.add(subscriber);
    metrics.subscriptions(1);
    return listeners.channel();
  }

  /**
   * Once this returns, {@code subscriber} hears nothing more. Does nothing when it listens to
   * nothing.
   */
  public void unsubscribe(Subscriber subscriber) {
    ChannelListeners listeners = subscriber.listeners;
    if (listeners == null) {
      return;
    }
    listeners.remove(subscriber);
    metrics.subscriptions(-1);
    if (listeners.isEmpty()) {
      channels.remove(listeners.channel());
      listeners.discard();
      hub.leave(listeners.channel(), index);
    }
  }

  /** Publications a second in a channel that somebody here listens to; 0 when nobody does. */
  public float rate(Channel channel) {
    ChannelListeners listeners = channels.get(channel);
    return listeners == null ? 0 : listeners.rate();
  }

  /** Those of a channel; null when nobody listens here. */
  ChannelListeners listeners(Channel channel) {
    return channels.get(channel);
  }

  /** The channels heard on this loop, with the number of their subscribers. */
  public Map<Channel, Integer> counts() {
    Map<Channel, Integer> counts = new HashMap<>();
    channels.forEach((channel, listeners) -> counts.put(channel, listeners.count()));
    return counts;
  }

  /**
   * Hops once, however many subscribers wait on this loop. Events offered by one thread keep their
   * order.
   *
   * @param at when the event came to this node
   */
  void offer(ChannelEvent event, long at) {
    hub.addWaiting(PushBatch.sizeOf(event));
    loop.execute(() -> accept(event, at));
  }

  private void accept(ChannelEvent event, long at) {
    ChannelListeners listeners = channels.get(event.channel());
    if (listeners == null) {
      hub.addWaiting(-PushBatch.sizeOf(event));
      return;
    }
    arrived++;
    if (listeners.enqueue(event, at)) {
      ready.add(listeners);
      requestTurn();
    }
  }

  private void requestTurn() {
    if (!turnPending) {
      turnPending = true;
      // Behind whatever is already queued on this loop, so that all of it shares the turn.
      loop.execute(this::begin);
    }
  }

  private void begin() {
    long wait = gather.waitNanos(System.nanoTime(), arrived);
    if (wait > 0) {
      loop.schedule(this::begin, wait, TimeUnit.NANOSECONDS);
    } else {
      turn();
    }
  }

  private void turn() {
    turnPending = false;
    if (!fanningOut) {
      fanningOut = true;
      gather.began(System.nanoTime());
    }
    int budget = SLICE;
    while (budget > 0 && !ready.isEmpty()) {
      budget -= serve(ready.poll(), budget);
    }
    flushDirty();
    deliveries.flushed();
    if (ready.isEmpty()) {
      fanningOut = false;
      gather.ended(System.nanoTime());
      ready.addAll(next);
      next.clear();
      if (!ready.isEmpty()) {
        requestTurn();
      }
    } else {
      turnPending = true;
      // Scheduled, not executed: Netty runs queued tasks for a second before it looks at a socket.
      loop.schedule(this::turn, 0, TimeUnit.NANOSECONDS);
    }
  }

  private void flushDirty() {
    for (Subscriber subscriber : dirty) {
      try {
        subscriber.flush();
      } catch (RuntimeException bug) {
        subscriber.fail(bug);
      }
    }
    dirty.clear();
  }

  private int serve(ChannelListeners listeners, int budget) {
    if (!listeners.hasWork()) {
      return 0; // everybody left while it waited here
    }
    gather.sawBatch(listeners.openBatch());
    boolean alone = ready.isEmpty() && dirty.isEmpty();
    int passed = listeners.push(budget, alone, dirty);
    if (listeners.hasWork()) {
      (listeners.isServed() ? next : ready).add(listeners);
    }
    return Math.max(1, passed);
  }
}
