package io.carillon.gateway.hub;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All listeners of this node. Knows which loops listen to a channel, so that a publication hops to
 * those and no others. Callable from any thread; lives as long as the node.
 */
public final class Hub {
  /** Event loops at most: the loops of a channel are the bits of a long. */
  public static final int MOST_LOOPS = Long.SIZE;

  private final List<HubShard> shards = new CopyOnWriteArrayList<>();
  private final ConcurrentHashMap<Channel, Long> loopsByChannel = new ConcurrentHashMap<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final ChannelInterest interest;
  private final FanoutWatch watch;
  private final boolean gathers;

  /**
   * @param interest told of the first and the last subscriber of each channel
   */
  public Hub(ChannelInterest interest) {
    this(interest, FanoutWatch.NONE, true);
  }

  /**
   * The same with somebody who looks at what subscribers are given.
   *
   * @param gathers whether a fan-out under pressure waits for company: see {@link Gather}
   */
  public Hub(ChannelInterest interest, FanoutWatch watch, boolean gathers) {
    this.interest = interest;
    this.watch = watch;
    this.gathers = gathers;
  }

  /** Begins to serve an event loop, uncounted. */
  public HubShard open(EventLoop loop) {
    return open(loop, HubMetrics.NONE);
  }

  /** Begins to serve an event loop: at most 64, each once. */
  public synchronized HubShard open(EventLoop loop, HubMetrics metrics) {
    if (shards.size() == MOST_LOOPS) {
      throw new IllegalStateException("more than " + MOST_LOOPS + " event loops");
    }
    HubShard shard = new HubShard(this, shards.size(), loop, metrics, new Gather(gathers));
    shards.add(shard);
    return shard;
  }

  /**
   * Brings an event to every loop that listens to its channel. Events that one thread delivers keep
   * their order; callers that share a channel have to agree on one.
   */
  public void deliver(ChannelEvent event) {
    long loops = loopsByChannel.getOrDefault(event.channel(), 0L);
    long now = loops == 0 ? 0 : System.nanoTime();
    while (loops != 0) {
      shards.get(Long.numberOfTrailingZeros(loops)).offer(event, now);
      loops &= loops - 1;
    }
  }

  /**
   * Payload that waits for its fan-out, in bytes, on all loops: what a publisher is ahead of the
   * gateway. Whoever lets somebody publish asks first.
   */
  public long waitingBytes() {
    return waitingBytes.get();
  }

  FanoutWatch watch() {
    return watch;
  }

  void addWaiting(long bytes) {
    waitingBytes.addAndGet(bytes);
  }

  /** Channels with at least one subscriber on this node. */
  public int channelCount() {
    return loopsByChannel.size();
  }

  /** All channels with a subscriber on this node, as they come and go meanwhile. */
  public Set<Channel> channels() {
    return Collections.unmodifiableSet(loopsByChannel.keySet());
  }

  /** Counts the subscribers of these channels; done on one of the loops. */
  public Future<ChannelCensus> census(List<Channel> channels) {
    return new ChannelCensus(channels).take(shards);
  }

  void join(Channel channel, int shard) {
    loopsByChannel.compute(
        channel,
        (name, loops) -> {
          if (loops == null) {
            interest.onFirstSubscriber(name);
            return 1L << shard;
          }
          return loops | (1L << shard);
        });
  }

  void leave(Channel channel, int shard) {
    loopsByChannel.compute(
        channel,
        (name, loops) -> {
          long rest = loops & ~(1L << shard);
          if (rest != 0) {
            return rest;
          }
          interest.onLastSubscriber(name);
          return null;
        });
  }
}
