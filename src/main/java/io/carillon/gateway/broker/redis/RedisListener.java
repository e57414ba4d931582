package io.carillon.gateway.broker.redis;

import java.util.Set;

/** Hears what becomes of the servers. Called on the loop of the {@link RedisLink}. */
public interface RedisListener {
  /**
   * These shards are with a process that did not have them before: it was restarted or promoted, or
   * they moved. What was written may be gone. Also told at first, to whoever listens by then.
   */
  default void onAnew(Set<Integer> shards) {}

  /** A server takes commands, again perhaps. */
  default void onConnected() {}
}
