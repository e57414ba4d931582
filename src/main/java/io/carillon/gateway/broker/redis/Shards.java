package io.carillon.gateway.broker.redis;

import java.nio.charset.StandardCharsets;

/**
 * Which shard something belongs to, and the names of its keys and channels: those of one shard
 * carry the same hash tag, so that a Redis Cluster keeps them together. Immutable.
 */
public final class Shards {
  private static final int SLOTS = 16_384;
  private static final int CRC16_POLYNOMIAL = 0x1021;

  private final String prefix;
  private final int count;

  Shards(String prefix, int count) {
    this.prefix = prefix;
    this.count = count;
  }

  public int count() {
    return count;
  }

  /** The shard of a channel, or of whatever else has a name; the same on all nodes. */
  public int of(String name) {
    // Java's hash of a text is laid down, and so may be relied on; its low bits alone are not good.
    int hash = name.hashCode();
    hash ^= hash >>> 16;
    hash *= 0x45d9f3b;
    return Math.floorMod(hash ^ (hash >>> 16), count);
  }

  /** The name of a key or a pub/sub channel of a shard. */
  public String name(int shard, String rest) {
    return prefix + ":{" + shard + "}:" + rest;
  }

  /** Which slot of a Redis Cluster the keys of a shard are in. */
  static int slot(int shard) {
    int crc = 0;
    for (byte one : Integer.toString(shard).getBytes(StandardCharsets.US_ASCII)) {
      crc ^= (one & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? (crc << 1) ^ CRC16_POLYNOMIAL : crc << 1;
      }
    }
    return (crc & 0xffff) % SLOTS;
  }
}
