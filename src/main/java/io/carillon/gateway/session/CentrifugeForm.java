package io.carillon.gateway.session;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.protocol.Codec;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.JsonCodec;
import io.carillon.gateway.protocol.ProtobufCodec;
import io.carillon.gateway.protocol.Reply;
import io.carillon.gateway.wire.Chunks;
import io.carillon.gateway.wire.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One form of the Centrifuge protocol on the wire: how a message is encoded, and what stands around
 * it on its transport. One instance for each, shared by everybody who speaks it; stateless.
 */
final class CentrifugeForm {
  private static final Codec JSON = new JsonCodec();
  private static final Codec PROTOBUF = new ProtobufCodec();

  /** JSON in text frames of a WebSocket. */
  static final CentrifugeForm JSON_FRAMES =
      new CentrifugeForm("centrifuge", JSON, CentrifugeForm::textFrame);

  /** Protobuf in binary frames of a WebSocket. */
  static final CentrifugeForm PROTOBUF_FRAMES =
      new CentrifugeForm("centrifuge-protobuf", PROTOBUF, CentrifugeForm::binaryFrame);

  /** JSON as server-sent events, in chunks or, for HTTP/1.0, without. */
  static final CentrifugeForm JSON_EVENTS =
      new CentrifugeForm("centrifuge-sse", JSON, chunk("data: ", "\n\n"));

  static final CentrifugeForm JSON_EVENTS_UNCHUNKED =
      new CentrifugeForm("centrifuge-sse", JSON, between("data: ", "\n\n"));

  /** JSON in lines, in chunks or, for HTTP/1.0, without. */
  static final CentrifugeForm JSON_LINES =
      new CentrifugeForm("centrifuge-http-stream", JSON, chunk("", "\n"));

  static final CentrifugeForm JSON_LINES_UNCHUNKED =
      new CentrifugeForm("centrifuge-http-stream", JSON, between("", "\n"));

  /** Protobuf, where each message tells its own length, in chunks or without. */
  static final CentrifugeForm PROTOBUF_STREAM =
      new CentrifugeForm("centrifuge-http-stream", PROTOBUF, chunk("", ""));

  static final CentrifugeForm PROTOBUF_STREAM_UNCHUNKED =
      new CentrifugeForm("centrifuge-http-stream", PROTOBUF, between("", ""));

  private final Codec codec;
  private final Framing framing;
  private final PushEncoder pushes;
  private final PushEncoder wholes;
  private final PushEncoder deltas;
  private final ByteBuf ping;

  /**
   * @param name what deliveries are counted as
   */
  private CentrifugeForm(String name, Codec codec, Framing framing) {
    this.codec = codec;
    this.framing = framing;
    this.pushes =
        PushEncoder.named(name, (event, out) -> append(out, to -> codec.encode(event, to)));
    this.wholes = PushEncoder.named(name + "-delta", this::encodeWhole);
    this.deltas = new Deltas();
    this.ping = Unpooled.unreleasableBuffer(Unpooled.directBuffer());
    append(ping, payload -> codec.encode(new Reply.Ping(), payload));
  }

  private CentrifugeForm(CentrifugeForm other, UnaryOperator<PushEncoder> change) {
    this.codec = other.codec;
    this.framing = other.framing;
    this.pushes = change.apply(other.pushes);
    this.wholes = change.apply(other.wholes);
    this.deltas = change.apply(other.deltas);
    this.ping = other.ping;
  }

  /** The same but for what clients share. */
  CentrifugeForm with(UnaryOperator<PushEncoder> change) {
    return new CentrifugeForm(this, change);
  }

  private static void textFrame(ByteBuf message, ByteBuf out) {
    Frames.writeTextHeader(out, message.readableBytes());
    out.writeBytes(message);
  }

  private static void binaryFrame(ByteBuf message, ByteBuf out) {
    Frames.writeBinaryHeader(out, message.readableBytes());
    out.writeBytes(message);
  }

  private static Framing chunk(String before, String behind) {
    Framing inside = between(before, behind);
    int more = before.length() + behind.length();
    return (message, out) -> {
      Chunks.writeHeader(out, message.readableBytes() + more);
      inside.write(message, out);
      Chunks.writeEnd(out);
    };
  }

  private static Framing between(String before, String behind) {
    return (message, out) -> {
      out.writeCharSequence(before, StandardCharsets.US_ASCII);
      out.writeBytes(message);
      out.writeCharSequence(behind, StandardCharsets.US_ASCII);
    };
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
    return isText() ? "json" : "protobuf";
  }

  /** Whether its messages are text. */
  boolean isText() {
    return codec instanceof JsonCodec;
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
      framing.write(payload, out);
    } finally {
      payload.release();
    }
  }

  /** What stands around a message on its transport. */
  @FunctionalInterface
  private interface Framing {
    /** Appends a message, with that around it. */
    void write(ByteBuf message, ByteBuf out);
  }
}
