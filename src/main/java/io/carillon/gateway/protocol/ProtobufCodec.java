package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * The protocol in Protobuf: in both directions a message is one or more of its messages, each
 * behind its length as a varint. Stateless.
 */
public final class ProtobufCodec implements Codec {
  @Override
  public List<Command> decode(ByteBuf message) {
    List<RawProtobuf> messages = RawProtobuf.delimited(ByteBufUtil.getBytes(message));
    List<Command> commands = new ArrayList<>(messages.size());
    for (RawProtobuf one : messages) {
      commands.add(ProtobufCommands.read(one));
    }
    return commands;
  }

  @Override
  public void encode(Reply reply, ByteBuf out) {
    ProtobufReplies.write(reply, new ProtobufWriter(out));
  }

  @Override
  public void encode(ChannelEvent event, ByteBuf out) {
    ProtobufReplies.write(event, new ProtobufWriter(out));
  }

  @Override
  public void encodeDelta(Publication publication, Publication before, ByteBuf out) {
    ProtobufReplies.writeDelta(publication, before, new ProtobufWriter(out));
  }
}
