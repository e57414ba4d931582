package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Publications in JSON for those who asked for deltas: the data is a string, in which stands the
 * JSON that others get as it is, or what changed in it. Stateless.
 */
final class JsonDelta {
  /** What a delta costs besides its bytes: to be marked, and one escape more. */
  private static final int MARK = ",\"delta\":true".length() + 1;

  private JsonDelta() {}

  /**
   * Writes one publication.
   *
   * @param before what they got last; null when that is unknown
   */
  static void write(Publication publication, Publication before, JsonWriter json) {
    byte[] whole = embedded(publication.data());
    byte[] delta = before == null ? null : delta(embedded(before.data()), whole);
    json.begin().name("data").text(delta == null ? whole : delta);
    if (delta != null) {
      json.field("delta", true);
    }
    json.about(publication).end();
  }

  /** Writes publications that follow each other, the first one whole. */
  static void writeAll(List<Publication> publications, JsonWriter json) {
    Publication before = null;
    for (Publication publication : publications) {
      write(publication, before, json);
      before = publication;
    }
  }

  private static byte[] delta(byte[] before, byte[] whole) {
    return FossilDelta.between(before, whole, true, whole.length - MARK);
  }

  private static byte[] embedded(Payload data) {
    if (data.kind() == Payload.Kind.JSON) {
      return data.bytes();
    }
    ByteBuf json = Unpooled.buffer(data.size() + 2);
    new JsonWriter(json).value(data);
    return ByteBufUtil.getBytes(json);
  }
}
