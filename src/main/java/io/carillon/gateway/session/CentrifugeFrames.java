package io.carillon.gateway.session;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.protocol.Codec;
import io.carillon.gateway.protocol.JsonCodec;
import io.carillon.gateway.protocol.Reply;
import io.carillon.gateway.wire.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/** Replies and pushes of the Centrifuge protocol as finished WebSocket frames. Stateless. */
final class CentrifugeFrames {
  /** The JSON form of the protocol. */
  static final Codec JSON = new JsonCodec();

  /** What all JSON clients share of a publication. */
  static final PushEncoder JSON_PUSH =
      PushEncoder.named("centrifuge", CentrifugeFrames::encodePush);

  private static final ByteBuf PING = Unpooled.unreleasableBuffer(Unpooled.directBuffer());

  static {
    appendText(PING, payload -> JSON.encode(new Reply.Ping(), payload));
  }

  private CentrifugeFrames() {}

  /** One reply; owned by the caller. */
  static ByteBuf reply(Reply reply) {
    ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer();
    appendText(frame, payload -> JSON.encode(reply, payload));
    return frame;
  }

  /** The ping that all clients share; a view that may be written and released freely. */
  static ByteBuf ping() {
    return PING.duplicate();
  }

  private static void encodePush(ChannelEvent event, ByteBuf out) {
    appendText(out, payload -> JSON.encode(event, payload));
  }

  private static void appendText(ByteBuf out, Consumer<ByteBuf> writePayload) {
    ByteBuf payload = ByteBufAllocator.DEFAULT.heapBuffer();
    try {
      writePayload.accept(payload);
      Frames.writeTextHeader(out, payload.readableBytes());
      out.writeBytes(payload);
    } finally {
      payload.release();
    }
  }
}
