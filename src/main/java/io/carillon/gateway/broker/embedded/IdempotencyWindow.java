package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * The positions of recent publications that carried an idempotency key: of the last five minutes,
 * and of the last 100,000. Callable from any thread.
 */
final class IdempotencyWindow {
  private static final long LIFE_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final int MOST = 100_000;

  private final ConcurrentHashMap<Key, Entry> entries = new ConcurrentHashMap<>();
  private final Queue<Entry> oldestFirst = new ConcurrentLinkedQueue<>();

  /**
   * The position of the first publication with this key; made by {@code publish} when there was
   * none.
   */
  StreamPosition once(
      Channel channel, String key, long nowMillis, Supplier<StreamPosition> publish) {
    return entries.compute(
            new Key(channel, key),
            (name, known) -> {
              if (known != null && nowMillis - known.atMillis < LIFE_MILLIS) {
                return known;
              }
              Entry entry = new Entry(name, publish.get(), nowMillis);
              oldestFirst.add(entry);
              return entry;
            })
        .position;
  }

  void expire(long nowMillis) {
    int surplus = entries.size() - MOST;
    Entry oldest = oldestFirst.peek();
    while (oldest != null && (surplus > 0 || nowMillis - oldest.atMillis >= LIFE_MILLIS)) {
      oldestFirst.remove();
      surplus -= entries.remove(oldest.key, oldest) ? 1 : 0;
      oldest = oldestFirst.peek();
    }
  }

  private record Key(Channel channel, String key) {}

  private record Entry(Key key, StreamPosition position, long atMillis) {}
}
