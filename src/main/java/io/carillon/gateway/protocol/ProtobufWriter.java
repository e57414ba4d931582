package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Writes one Protobuf message straight into a buffer, on the path of every publication. What is
 * zero, false or empty is left out, as proto3 does. A length stands in front of what it measures:
 * room for it is left, and what follows is moved where that was not enough. Not thread-safe; lives
 * as long as one message.
 */
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  /** Of a tag in the publication of a subscription in the answer to connect, and one to spare. */
  private static final int MAX_DEPTH = 8;

  /** Bytes that tell a delta from a whole publication. */
  private static final int DELTA_MARK = 2;

  private final ByteBuf out;
  private final int[] starts = new int[MAX_DEPTH];
  private final int[] rooms = new int[MAX_DEPTH];
  private int depth;

  /**
   * @param out appended to, not owned
   */
  ProtobufWriter(ByteBuf out) {
    this.out = out;
  }

  /**
   * Begins the message itself, behind its length.
   *
   * @param atLeast bytes will be in it
   */
  ProtobufWriter begin(int atLeast) {
    rooms[depth] = size(atLeast);
    out.writeZero(rooms[depth]);
    starts[depth++] = out.writerIndex();
    return this;
  }

  /** Begins a message in a field. */
  ProtobufWriter beginField(int field, int atLeast) {
    tag(field, BYTES);
    return begin(atLeast);
  }

  /** Begins a message of a map: its key, and what is written up to the second end. */
  ProtobufWriter beginEntry(int field, String key) {
    return beginField(field, 0).field(1, key).beginField(2, 0);
  }

  /** Ends what was begun last. */
  ProtobufWriter end() {
    int start = starts[--depth];
    int room = rooms[depth];
    int length = out.writerIndex() - start;
    int more = size(length) - room;
    if (more > 0) {
      out.writeZero(more);
      out.setBytes(start + more, out, start, length);
    }
    int end = out.writerIndex();
    out.writerIndex(start - room);
    varint(length);
    out.writerIndex(end);
    return this;
  }

  ProtobufWriter field(int field, String value) {
    if (!value.isEmpty()) {
      tag(field, BYTES);
      varint(ByteBufUtil.utf8Bytes(value));
      ByteBufUtil.writeUtf8(out, value);
    }
    return this;
  }

  ProtobufWriter field(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
    return this;
  }

  ProtobufWriter field(int field, boolean value) {
    return field(field, value ? 1 : 0);
  }

  /** A payload, byte for byte; nothing when it is null. */
  ProtobufWriter field(int field, Payload value) {
    return value == null ? this : field(field, value.bytes());
  }

  ProtobufWriter publication(int field, Publication publication) {
    return publication(field, publication, publication.data().bytes(), false);
  }

  /**
   * A publication to those who asked for deltas: as what changed, where that is shorter.
   *
   * @param before what they got last; null when that is unknown
   */
  ProtobufWriter delta(int field, Publication publication, Publication before) {
    byte[] whole = publication.data().bytes();
    byte[] delta =
        before == null
            ? null
            : FossilDelta.between(before.data().bytes(), whole, false, whole.length - DELTA_MARK);
    return publication(field, publication, delta == null ? whole : delta, delta != null);
  }

  private ProtobufWriter publication(
      int field, Publication publication, byte[] data, boolean delta) {
    beginField(field, data.length).field(4, data);
    if (publication.info() != null) {
      clientInfo(5, publication.info());
    }
    field(6, publication.offset());
    publication
        .tags()
        .forEach((name, value) -> beginField(7, 0).field(1, name).field(2, value).end());
    return field(8, delta).field(9, publication.timeMillis()).end();
  }

  ProtobufWriter clientInfo(int field, ClientInfo info) {
    return beginField(field, 0)
        .field(1, info.user())
        .field(2, info.client())
        .field(3, info.connInfo())
        .field(4, info.chanInfo())
        .end();
  }

  private ProtobufWriter field(int field, byte[] value) {
    if (value.length > 0) {
      tag(field, BYTES);
      varint(value.length);
      out.writeBytes(value);
    }
    return this;
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) rest | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /** Bytes of a varint. */
  private static int size(int length) {
    return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 6) / 7);
  }
}
