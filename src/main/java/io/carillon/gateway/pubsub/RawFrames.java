package io.carillon.gateway.pubsub;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.wire.Frames;
import io.netty.buffer.ByteBuf;

/**
 * Publications as they were published: one frame each, text or binary. Joins and leaves have no raw
 * form. Sessions and links share it, so that they share the bytes, too.
 */
public final class RawFrames {
  /** The form; stateless. */
  public static final PushEncoder PUSH = PushEncoder.named("raw", RawFrames::encode);

  private RawFrames() {}

  private static void encode(ChannelEvent event, ByteBuf out) {
    if (event instanceof Publication publication) {
      Payload data = publication.data();
      if (data.kind() == Payload.Kind.BINARY) {
        Frames.writeBinaryHeader(out, data.size());
      } else {
        Frames.writeTextHeader(out, data.size());
      }
      out.writeBytes(data.bytes());
    }
  }
}
