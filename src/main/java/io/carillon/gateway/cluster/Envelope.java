package io.carillon.gateway.cluster;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The first bytes of everything that nodes send to each other: a mark, the {@link Protocol}, what
 * it is, the cluster and the sender. Immutable.
 */
final class Envelope {
  static final int BYTES = 16;
  private static final short MARK = (short) 0xCA21;
  private static final byte GENERATION = (byte) Protocol.generation();

  private final int cluster;
  private final long sender;

  Envelope(String clusterName, long sender) {
    CRC32 crc = new CRC32();
    crc.update(clusterName.getBytes(StandardCharsets.UTF_8));
    this.cluster = (int) crc.getValue();
    this.sender = sender;
  }

  /** A new buffer that begins with this envelope. */
  Buffer open(NodeBus.Kind kind, int expectedBytes) {
    return Buffer.buffer(BYTES + expectedBytes)
        .appendShort(MARK)
        .appendByte(GENERATION)
        .appendByte(kind.code())
        .appendInt(cluster)
        .appendLong(sender);
  }

  /** Why a message is none of ours; null when it is. */
  String objection(Object body) {
    if (!(body instanceof Buffer bytes) || bytes.length() < BYTES || bytes.getShort(0) != MARK) {
      return "it is no message of a gateway";
    }
    if (bytes.getByte(2) != GENERATION) {
      return "it is of generation " + bytes.getByte(2) + " and this node speaks " + GENERATION;
    }
    if (bytes.getInt(4) != cluster) {
      return "it is of another cluster";
    }
    return kind(bytes) == null ? "its kind is unknown" : null;
  }

  static NodeBus.Kind kind(Buffer bytes) {
    return NodeBus.Kind.of(bytes.getByte(3));
  }

  static long sender(Buffer bytes) {
    return bytes.getLong(8);
  }
}
