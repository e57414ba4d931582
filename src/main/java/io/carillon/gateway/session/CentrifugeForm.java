package io.carillon.gateway.session;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.protocol.Codec;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.JsonCodec;
import io.carillon.gateway.protocol.ProtobufCodec;
import io.carillon.gateway.protocol.Reply;
import io.carillon.gateway.wire.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * One form of the Centrifuge protocol on the wire: how a message is encoded, and what stands around
 * it on its transport. One instance for each, shared by everybody who speaks it; stateless.
 */
final class CentrifugeForm {
  /** JSON in text frames of a WebSocket. */
  static final CentrifugeForm JSON_FRAMES =
      new CentrifugeForm("centrifuge", new JsonCodec(), Frames::writeTextHeader);

  /** Protobuf in binary frames of a WebSocket. */
  static final CentrifugeForm PROTOBUF_FRAMES =
      new CentrifugeForm("centrifuge-protobuf", new ProtobufCodec(), Frames::writeBinaryHeader);

  private final Codec codec;
  private final ObjIntConsumer<ByteBuf> header;
  private final PushEncoder pushes;
  private final PushEncoder wholes;
  private final PushEncoder deltas;
  private final ByteBuf ping = Unpooled.unreleasableBuffer(Unpooled.directBuffer());

  /**
   * @param name what deliveries are counted as
   * @param header appends what stands before a message of so many bytes
   */
  private CentrifugeForm(String name, Codec codec, ObjIntConsumer<ByteBuf> header) {
    this.codec = codec;
    this.header = header;
    this.pushes =
        PushEncoder.named(
            name, (event, out) -> append(out, payload -> codec.encode(event, payload)));
    this.wholes = PushEncoder.named(name + "-delta", this::encodeWhole);
    this.deltas = new Deltas();
    append(ping, payload -> codec.encode(new Reply.Ping(), payload));
  }

  /**
   * Reads all commands of one message, see {@link Codec#decode}.
   *
   * @param message without what stands around it
   */
  List<Command> decode(ByteBuf message) {
    return codec.decode(message);
  }

  /** What it is called. */
  String protocol() {
    return codec instanceof JsonCodec ? "json" : "protobuf";
  }

  /** One reply; owned by the caller. */
  ByteBuf reply(Reply reply) {
    ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer();
    append(out, payload -> codec.encode(reply, payload));
    return out;
  }

  /** The ping that all clients share; a view that may be written and released freely. */
  ByteBuf ping() {
    return ping.duplicate();
  }

  /** What all clients of this form share of a publication. */
  PushEncoder pushes() {
    return pushes;
  }

  /** What those share who asked for deltas, but do not have the publication before. */
  PushEncoder wholes() {
    return wholes;
  }

  /** What those share who asked for deltas and have the publication before. */
  PushEncoder deltas() {
    return deltas;
  }

  private void encodeWhole(ChannelEvent event, ByteBuf out) {
    encodeDelta(event, null, out);
  }

  private void encodeDelta(ChannelEvent event, Publication before, ByteBuf out) {
    if (event instanceof Publication publication) {
      append(out, payload -> codec.encodeDelta(publication, before, payload));
    } else {
      pushes.encode(event, out);
    }
  }

  private final class Deltas implements PushEncoder {
    @Override
    public void encode(ChannelEvent event, ByteBuf out) {
      encodeWhole(event, out);
    }

    @Override
    public void encode(ChannelEvent event, Publication before, ByteBuf out) {
      encodeDelta(event, before, out);
    }

    @Override
    public String form() {
      return wholes.form();
    }
  }

  private void append(ByteBuf out, Consumer<ByteBuf> writePayload) {
    ByteBuf payload = ByteBufAllocator.DEFAULT.heapBuffer();
    try {
      writePayload.accept(payload);
      header.accept(out, payload.readableBytes());
      out.writeBytes(payload);
    } finally {
      payload.release();
    }
  }
}
