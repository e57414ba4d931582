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

  /** What deliveries of this form are counted as; one of few names. */
  default String form() {
    return "other";
  }

  /** The same form under a name. */
  static PushEncoder named(String form, PushEncoder encoder) {
    return new PushEncoder() {
      @Override
      public void encode(ChannelEvent event, ByteBuf out) {
        encoder.encode(event, out);
      }

      @Override
      public String form() {
        return form;
      }
    };
  }
}
