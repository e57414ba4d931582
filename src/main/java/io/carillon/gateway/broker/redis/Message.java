package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes over a pub/sub channel: the events of one batch. Laid out as the scripts do it.
 *
 * @param epoch of the offsets among them; empty when there are none
 * @param mark of the batch; two publications of one offset have different ones
 * @param events none when the stream only began another epoch
 */
record Message(String epoch, long mark, List<ChannelEvent> events) {
  private static final int LAYOUT = 1;

  /** Type, offset and time, which the scripts put before a publication. */
  private static final int BEFORE_BODY = 1 + Long.BYTES + Long.BYTES;

  /** Reads one; fails when it is none. */
  static Message read(Channel channel, byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int layout = in.readByte();
    if (layout != LAYOUT) {
      throw new IOException("layout " + layout + ", and this node reads " + LAYOUT);
    }
    String epoch = EventBytes.readText(in);
    long mark = in.readLong();
    int count = in.readInt();
    List<ChannelEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      in.readInt(); // its length, which an event tells by itself as well
      events.add(EventBytes.read(channel, in));
    }
    return new Message(epoch, mark, events);
  }

  /** A message of events that take no place, without a script. */
  static byte[] write(List<ChannelEvent> events) {
    Buffer message =
        Buffer.buffer()
            .appendByte((byte) LAYOUT)
            .appendInt(0)
            .appendLong(0)
            .appendInt(events.size());
    for (ChannelEvent event : events) {
      byte[] bytes = bytes(event);
      message.appendInt(bytes.length).appendBytes(bytes);
    }
    return message.getBytes();
  }

  static byte[] bytes(ChannelEvent event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try {
      EventBytes.write(event, new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** A publication without what the scripts put before it. */
  static byte[] body(Publication publication) {
    byte[] bytes = bytes(publication);
    byte[] body = new byte[bytes.length - BEFORE_BODY];
    System.arraycopy(bytes, BEFORE_BODY, body, 0, body.length);
    return body;
  }
}
