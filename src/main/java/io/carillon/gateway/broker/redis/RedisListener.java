package io.carillon.gateway.broker.redis;

/** Hears what becomes of the servers. Called on the loop of the {@link RedisLink}. */
@FunctionalInterface
public interface RedisListener {
  /**
   * A server takes commands, again perhaps, or has shards it did not have before: what was written
   * may be gone, and what was published may have been missed.
   */
  void onConnected();
}
