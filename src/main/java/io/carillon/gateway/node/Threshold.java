package io.carillon.gateway.node;

import io.carillon.gateway.machine.Edge;
import io.carillon.gateway.wire.RequestConnection;
import io.netty.channel.Channel;

/**
 * Looks at the number of each socket that comes for clients: one in the reserve is only answered,
 * one deep in it is closed at once.
 *
 * @param refused told of each that is closed
 */
record Threshold(Edge edge, Runnable refused) {
  /** Closes a connection, new and on no loop yet, that cannot even be answered. Whether it did. */
  boolean turnsAway(Channel channel) {
    boolean beyond = edge.isBeyond(RequestConnection.descriptor(channel));
    if (beyond) {
      refused.run();
      channel.unsafe().closeForcibly();
    }
    return beyond;
  }

  /** Whether a connection may not be kept, so that whoever asks to has to be told. */
  boolean isReserved(Channel channel) {
    return edge.isReserved(RequestConnection.descriptor(channel));
  }
}
