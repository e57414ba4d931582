package io.carillon.gateway.node;

import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.hub.Hub;

/**
 * What the broker hears goes to the hub, which is behind when publishers are far ahead of it.
 * Callable from any thread.
 */
record HubListener(Hub hub) implements BrokerListener {
  private static final long MOST_WAITING_BYTES =
      Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16);

  @Override
  public void onEvent(ChannelEvent event) {
    hub.deliver(event);
  }

  @Override
  public boolean hasRoom() {
    return hub.waitingBytes() < MOST_WAITING_BYTES;
  }
}
