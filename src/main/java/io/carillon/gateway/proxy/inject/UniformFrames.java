package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.wire.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Publications for clients that take frames of one kind only. Stateless but for what was logged.
 */
final class UniformFrames {
  private static final LeftOut LEFT_OUT = new LeftOut(System::nanoTime);

  /** All in text frames; bytes that are no UTF-8 are left out. */
  static final PushEncoder TEXT = PushEncoder.named("raw", UniformFrames::encodeText);

  /** All in binary frames. */
  static final PushEncoder BINARY = PushEncoder.named("raw", UniformFrames::encodeBinary);

  private UniformFrames() {}

  private static void encodeText(ChannelEvent event, ByteBuf out) {
    if (event instanceof Publication publication) {
      if (isText(publication.data())) {
        Frames.writeTextHeader(out, publication.data().size());
        out.writeBytes(publication.data().bytes());
      } else {
        LEFT_OUT.note(publication.channel());
      }
    }
  }

  private static void encodeBinary(ChannelEvent event, ByteBuf out) {
    if (event instanceof Publication publication) {
      Frames.writeBinaryHeader(out, publication.data().size());
      out.writeBytes(publication.data().bytes());
    }
  }

  private static boolean isText(Payload data) {
    return data.kind() != Payload.Kind.BINARY
        || ByteBufUtil.isText(Unpooled.wrappedBuffer(data.bytes()), StandardCharsets.UTF_8);
  }
}
