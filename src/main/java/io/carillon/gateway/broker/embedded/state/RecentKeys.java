package io.carillon.gateway.broker.embedded.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The offsets of a channel's recent publications that carried an idempotency key: of the last five
 * minutes, and of the last 10,000. Not thread-safe.
 */
final class RecentKeys {
  private static final long LIFE_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final int MOST = 10_000;

  /** Oldest first. */
  private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();

  /** The offset that a key was given; null when it is new. */
  Long offset(String key, long nowMillis) {
    Entry entry = entries.get(key);
    return entry == null || nowMillis - entry.atMillis() >= LIFE_MILLIS ? null : entry.offset();
  }

  void put(String key, long offset, long nowMillis) {
    entries.remove(key);
    entries.put(key, new Entry(offset, nowMillis));
    expire(nowMillis);
  }

  /** Returns whether nothing is left. */
  boolean expire(long nowMillis) {
    Iterator<Entry> oldestFirst = entries.values().iterator();
    int surplus = entries.size() - MOST;
    while (oldestFirst.hasNext()) {
      Entry oldest = oldestFirst.next();
      if (surplus <= 0 && nowMillis - oldest.atMillis() < LIFE_MILLIS) {
        break;
      }
      oldestFirst.remove();
      surplus--;
    }
    return entries.isEmpty();
  }

  /** Takes over the keys that only the other side of a split has. */
  void merge(RecentKeys other, TakenBatches.Offsets offsets) {
    other.entries.forEach(
        (key, entry) ->
            entries.putIfAbsent(key, new Entry(offsets.of(entry.offset()), entry.atMillis())));
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(entries.size());
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      EventBytes.writeText(entry.getKey(), out);
      out.writeLong(entry.getValue().offset());
      out.writeLong(entry.getValue().atMillis());
    }
  }

  static RecentKeys read(DataInput in) throws IOException {
    RecentKeys keys = new RecentKeys();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      keys.entries.put(EventBytes.readText(in), new Entry(in.readLong(), in.readLong()));
    }
    return keys;
  }

  private record Entry(long offset, long atMillis) {}
}
