package io.carillon.gateway.hub;

import io.carillon.gateway.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many listen to each of many channels, and how often something is published there. Counted on
 * the loops, a slice at a time, so that none of them stalls; read by one thread when that is done.
 */
public final class ChannelCensus {
  /** Channels counted before a loop may turn to something else. */
  private static final int SLICE = 500;

  private final List<Channel> channels;
  private final AtomicIntegerArray subscribers;

  /** The bits of floats. */
  private final AtomicIntegerArray rates;

  ChannelCensus(List<Channel> channels) {
    this.channels = channels;
    this.subscribers = new AtomicIntegerArray(channels.size());
    this.rates = new AtomicIntegerArray(channels.size());
  }

  /** The channels that are counted. */
  public int size() {
    return channels.size();
  }

  public Channel channel(int index) {
    return channels.get(index);
  }

  public int subscribers(int index) {
    return subscribers.get(index);
  }

  /** Publications a second. */
  public float rate(int index) {
    return Float.intBitsToFloat(rates.get(index));
  }

  Future<ChannelCensus> take(List<HubShard> shards) {
    List<Future<Void>> counted = new ArrayList<>();
    for (HubShard shard : shards) {
      Promise<Void> done = Promise.promise();
      shard.loop().execute(() -> count(shard, 0, done));
      counted.add(done.future());
    }
    return Future.all(counted).map(this);
  }

  private void count(HubShard shard, int from, Promise<Void> done) {
    int to = Math.min(channels.size(), from + SLICE);
    for (int i = from; i < to; i++) {
      ChannelListeners listeners = shard.listeners(channels.get(i));
      if (listeners != null) {
        subscribers.addAndGet(i, listeners.count());
        // All loops that listen hear the same.
        rates.set(i, Float.floatToIntBits(listeners.rate()));
      }
    }
    if (to == channels.size()) {
      done.complete();
    } else {
      // Scheduled, not executed: Netty runs queued tasks before it looks at a socket.
      shard.loop().schedule(() -> count(shard, to, done), 0, TimeUnit.NANOSECONDS);
    }
  }
}
