package io.carillon.gateway.hub;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
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

  /**
   * Appends the finished bytes of an event that comes after a publication, for those who got that
   * one last.
   *
   * @param before the publication before it in the channel; null when that is not known
   */
  default void encode(ChannelEvent event, Publication before, ByteBuf out) {
    encode(event, out);
  }

  /**
   * What makes the same, or what says the same, for one who shares it with nobody: of a form that
   * takes trouble since many share it.
   */
  default PushEncoder alone() {
    return this;
  }

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
      public void encode(ChannelEvent event, Publication before, ByteBuf out) {
        encoder.encode(event, before, out);
      }

      @Override
      public String form() {
        return form;
      }
    };
  }
}
