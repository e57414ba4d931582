package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.ChannelEvent;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** One wire form of the protocol. Stateless; used on any thread. */
public interface Codec {
  /**
   * Reads all commands of one message.
   *
   * @param message not owned, not changed
   * @throws MalformedMessage when it is not the protocol
   */
  List<Command> decode(ByteBuf message);

  /** Appends a reply, without any frame around it. */
  void encode(Reply reply, ByteBuf out);

  /** Appends the push of an event, without any frame around it. */
  void encode(ChannelEvent event, ByteBuf out);
}
