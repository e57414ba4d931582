package io.carillon.gateway.broker.redis;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which server has which shard, and which process that was. Confined to the loop of a {@link
 * Fleet}.
 */
final class ShardPlaces {
  private final Primary[] byShard;
  private final String[] runIds;

  ShardPlaces(int shards) {
    this.byShard = new Primary[shards];
    this.runIds = new String[shards];
  }

  /** From now on a server has a shard. */
  void put(int shard, Primary primary) {
    byShard[shard] = primary;
  }

  /** The server of a shard; null while nobody knows. */
  Primary primary(int shard) {
    return byShard[shard];
  }

  /** The connection for commands to a shard; null while there is none. */
  Wire commands(int shard) {
    return byShard[shard] == null ? null : byShard[shard].commands();
  }

  /** The connection for subscriptions to a shard; null while there is none. */
  EarWire ears(int shard) {
    return byShard[shard] == null ? null : byShard[shard].ears();
  }

  /** The lowest shard of a server; -1 when it has none. */
  int shardOf(Primary primary) {
    return Arrays.asList(byShard).indexOf(primary);
  }

  /** Where all of them are. */
  Set<RedisAddress> addresses() {
    return Arrays.stream(byShard)
        .filter(Objects::nonNull)
        .map(Primary::address)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether there is a connection to write to each shard, and one to hear it. */
  boolean areWhole() {
    for (int shard = 0; shard < byShard.length; shard++) {
      if (commands(shard) == null || ears(shard) == null) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is a connection to write to each shard. */
  boolean takeCommands() {
    for (int shard = 0; shard < byShard.length; shard++) {
      if (commands(shard) == null) {
        return false;
      }
    }
    return true;
  }

  /**
   * Remembers the processes. Returns whether some shard is with one that did not have it before.
   */
  boolean noteRunIds() {
    boolean anew = false;
    for (int shard = 0; shard < byShard.length; shard++) {
      Primary primary = byShard[shard];
      if (primary != null && primary.commands() != null && !primary.runId().equals(runIds[shard])) {
        runIds[shard] = primary.runId();
        anew = true;
      }
    }
    return anew;
  }
}
