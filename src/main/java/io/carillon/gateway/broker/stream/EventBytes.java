package io.carillon.gateway.broker.stream;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Publications, joins and leaves as bytes, between nodes and in the state that moves between them.
 * The channel is not among them: it stands once before many. Big-endian, lengths before what they
 * measure.
 */
public final class EventBytes {
  private static final int PUBLICATION = 1;
  private static final int JOINED = 2;
  private static final int LEFT = 3;
  private static final byte NOTHING = -1;

  private static final Payload.Kind[] KINDS = {
    Payload.Kind.JSON, Payload.Kind.TEXT, Payload.Kind.BINARY
  };

  private EventBytes() {}

  /** Appends one event. */
  public static void write(ChannelEvent event, DataOutput out) throws IOException {
    if (event instanceof Publication publication) {
      out.writeByte(PUBLICATION);
      writePublication(publication, out);
    } else if (event instanceof ChannelEvent.Joined joined) {
      out.writeByte(JOINED);
      writeInfo(joined.info(), out);
    } else if (event instanceof ChannelEvent.Left left) {
      out.writeByte(LEFT);
      writeInfo(left.info(), out);
    } else {
      throw new IllegalArgumentException("no event of the wire: " + event);
    }
  }

  /** Reads one event of a channel; fails when it is none. */
  public static ChannelEvent read(Channel channel, DataInput in) throws IOException {
    int type = in.readByte();
    return switch (type) {
      case PUBLICATION -> readPublication(channel, in);
      case JOINED -> new ChannelEvent.Joined(channel, readInfo(in));
      case LEFT -> new ChannelEvent.Left(channel, readInfo(in));
      default -> throw new IOException("no event has type " + type);
    };
  }

  /** Appends a publication. */
  public static void writePublication(Publication publication, DataOutput out) throws IOException {
    out.writeLong(publication.offset());
    out.writeLong(publication.timeMillis());
    writePayload(publication.data(), out);
    writeInfo(publication.info(), out);
    out.writeShort(publication.tags().size());
    for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
      writeText(tag.getKey(), out);
      writeText(tag.getValue(), out);
    }
    writeNoMore(out);
  }

  /** Reads a publication of a channel. */
  public static Publication readPublication(Channel channel, DataInput in) throws IOException {
    long offset = in.readLong();
    long timeMillis = in.readLong();
    Payload data = readPayload(in);
    ClientInfo info = readInfo(in);
    int count = in.readUnsignedShort();
    Map<String, String> tags = count == 0 ? Map.of() : new HashMap<>();
    for (int i = 0; i < count; i++) {
      tags.put(readText(in), readText(in));
    }
    skipMore(in);
    return new Publication(channel, offset, data, info, tags, timeMillis);
  }

  /** Appends the room in which later versions say more: how many bytes, and here there are none. */
  public static void writeNoMore(DataOutput out) throws IOException {
    out.writeShort(0);
  }

  /** Skips what a later version says there. */
  public static void skipMore(DataInput in) throws IOException {
    in.readFully(new byte[in.readUnsignedShort()]);
  }

  /** Appends who somebody is; null is allowed. */
  public static void writeInfo(ClientInfo info, DataOutput out) throws IOException {
    out.writeBoolean(info != null);
    if (info != null) {
      writeText(info.client(), out);
      writeText(info.user(), out);
      writePayload(info.connInfo(), out);
      writePayload(info.chanInfo(), out);
    }
  }

  /** Reads who somebody is; null when nobody was written. */
  public static ClientInfo readInfo(DataInput in) throws IOException {
    return in.readBoolean()
        ? new ClientInfo(readText(in), readText(in), readPayload(in), readPayload(in))
        : null;
  }

  private static void writePayload(Payload payload, DataOutput out) throws IOException {
    if (payload == null) {
      out.writeByte(NOTHING);
      return;
    }
    out.writeByte(
        switch (payload.kind()) {
          case JSON -> 0;
          case TEXT -> 1;
          case BINARY -> 2;
        });
    writeBytes(payload.bytes(), out);
  }

  private static Payload readPayload(DataInput in) throws IOException {
    byte kind = in.readByte();
    if (kind == NOTHING) {
      return null;
    }
    if (kind < 0 || kind >= KINDS.length) {
      throw new IOException("no payload is of kind " + kind);
    }
    return new Payload(KINDS[kind], readBytes(in));
  }

  /** Appends a text in UTF-8, of any length. */
  public static void writeText(String text, DataOutput out) throws IOException {
    writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
  }

  /** Reads a text. */
  public static String readText(DataInput in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInput in) throws IOException {
    int length = in.readInt();
    // Nothing is reserved for what a broken message promises.
    if (length < 0 || (in instanceof InputStream bytes && length > bytes.available())) {
      throw new IOException("length " + length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
