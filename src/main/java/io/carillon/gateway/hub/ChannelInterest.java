package io.carillon.gateway.hub;

import io.carillon.gateway.channel.Channel;

/**
 * Hears when this node begins and ends to listen to a channel. The calls of one channel never
 * overlap and alternate; they come on any event loop and must not block or subscribe anybody.
 */
public interface ChannelInterest {
  /** The first subscriber of this node is there. */
  void onFirstSubscriber(Channel channel);

  /** The last subscriber of this node has left. */
  void onLastSubscriber(Channel channel);
}
