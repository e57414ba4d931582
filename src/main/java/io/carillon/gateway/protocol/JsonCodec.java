package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * The protocol in JSON: commands are objects that follow each other in a text message, every reply
 * is one line. Stateless.
 */
public final class JsonCodec implements Codec {
  @Override
  public List<Command> decode(ByteBuf message) {
    List<RawJson> objects =
        RawJson.objects(ByteBufUtil.getBytes(message), "subscribe", JsonFilters.FIELD);
    List<Command> commands = new ArrayList<>(objects.size());
    for (RawJson object : objects) {
      commands.add(JsonCommands.read(object));
    }
    return commands;
  }

  @Override
  public void encode(Reply reply, ByteBuf out) {
    JsonReplies.write(reply, new JsonWriter(out));
  }

  @Override
  public void encode(ChannelEvent event, ByteBuf out) {
    JsonReplies.write(event, new JsonWriter(out));
  }

  @Override
  public void encodeDelta(Publication publication, Publication before, ByteBuf out) {
    JsonReplies.writeDelta(publication, before, new JsonWriter(out));
  }
}
