package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.broker.stream.EventBytes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
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
  private final LinkedHashMap<String, Taken> entries = new LinkedHashMap<>();

  /** What became of the publication with a key; null when it is new. */
  Taken find(String key, long nowMillis) {
    Taken known = entries.get(key);
    return known == null || nowMillis - known.atMillis() >= LIFE_MILLIS ? null : known;
  }

  void put(String key, Taken taken) {
    entries.remove(key);
    entries.put(key, taken);
    expire(taken.atMillis());
  }

  /** Returns whether nothing is left. */
  boolean expire(long nowMillis) {
    Iterator<Taken> oldestFirst = entries.values().iterator();
    int surplus = entries.size() - MOST;
    while (oldestFirst.hasNext()) {
      Taken oldest = oldestFirst.next();
      if (surplus <= 0 && nowMillis - oldest.atMillis() < LIFE_MILLIS) {
        break;
      }
      oldestFirst.remove();
      surplus--;
    }
    return entries.isEmpty();
  }

  /** The offsets of keys that both have: the other's, with those here. */
  Map<Long, Long> common(RecentKeys other) {
    Map<Long, Long> common = new HashMap<>();
    other.entries.forEach(
        (key, there) -> {
          Taken here = entries.get(key);
          if (here != null && here.offset() > 0 && there.offset() > 0) {
            common.put(there.offset(), here.offset());
          }
        });
    return common;
  }

  /** Takes over the keys that only the other side of a split has. */
  void merge(RecentKeys other, TakenBatches.Offsets offsets) {
    other.entries.forEach(
        (key, taken) -> entries.putIfAbsent(key, taken.at(offsets.of(taken.offset()))));
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(entries.size());
    for (Map.Entry<String, Taken> entry : entries.entrySet()) {
      EventBytes.writeText(entry.getKey(), out);
      out.writeLong(entry.getValue().offset());
      out.writeLong(entry.getValue().atMillis());
      out.writeLong(entry.getValue().node());
      out.writeLong(entry.getValue().sequence());
    }
  }

  static RecentKeys read(DataInput in) throws IOException {
    RecentKeys keys = new RecentKeys();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      keys.entries.put(
          EventBytes.readText(in),
          new Taken(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }
    return keys;
  }

  /**
   * A publication that was taken.
   *
   * @param offset 0 when it was not kept
   * @param node whose batch it came with
   * @param sequence of that batch
   */
  record Taken(long offset, long atMillis, long node, long sequence) {
    boolean isOf(AppendBatch batch) {
      return node == batch.node() && sequence == batch.sequence();
    }

    private Taken at(long newOffset) {
      return new Taken(newOffset, atMillis, node, sequence);
    }
  }
}
