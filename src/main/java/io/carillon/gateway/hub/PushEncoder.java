package io.carillon.gateway.hub;

import io.carillon.gateway.channel.ChannelEvent;
import io.netty.buffer.ByteBuf;

/**
 * One wire form of what happens in a channel. There is one instance for each form, compared by
 * identity, so that everybody who speaks it shares the bytes. Stateless: used on any event loop.
 */
@FunctionalInterface
public interface PushEncoder {
  /**
   * Appends the finished bytes of one event, frame header and all; nothing if this form has no word
   * for it.
   */
  void encode(ChannelEvent event, ByteBuf out);
}
