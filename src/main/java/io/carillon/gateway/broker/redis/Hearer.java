package io.carillon.gateway.broker.redis;

/** Hears what is published on one pub/sub channel. Called on the loop of the {@link RedisLink}. */
public interface Hearer {
  /** Somebody published, this node perhaps. */
  void onMessage(byte[] bytes);

  /** Redis acknowledged the subscription anew: what was published meanwhile did not come. */
  default void onAgain() {}
}
