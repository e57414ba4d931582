package io.carillon.gateway.broker;

import io.carillon.gateway.channel.ChannelEvent;

/**
 * The node's ear. Called on any thread; the calls of one stream never overlap and come in offset
 * order, each offset once. Must not block, and must not call the broker before it returns.
 */
@FunctionalInterface
public interface BrokerListener {
  /** Something happened in a channel, which this node listens to or did a moment ago. */
  void onEvent(ChannelEvent event);

  /**
   * Whether the node keeps up with what it hears; while it does not, the other nodes had better
   * wait.
   */
  default boolean hasRoom() {
    return true;
  }
}
