package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
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

  /**
   * Appends the push of a publication to those who asked for deltas, without any frame around it:
   * as what changed, where that is shorter, else whole.
   *
   * @param before the publication that these clients got last; null when that is unknown, and then
   *     it is told whole
   */
  void encodeDelta(Publication publication, Publication before, ByteBuf out);
}
