package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.wire.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publications as events of Socket.IO: {@code 42["event",payload]}. JSON stands as it is, text as a
 * JSON string, and bytes follow as an attachment in a frame of their own, which the packet {@code
 * 451-["event",{"_placeholder":true,"num":0}]} announces. Nothing may come between the two, and
 * nothing does: they are one event of a batch. Immutable; used on any event loop.
 */
final class SocketIoFrames implements PushEncoder {
  /** Engine.IO before version 4 says in the first byte of a binary frame that it is a message. */
  private static final int OLD_BINARY_MESSAGE = 4;

  /** One of each, since they are compared by identity; as many as were ever configured. */
  private static final Map<Form, SocketIoFrames> ALL = new ConcurrentHashMap<>();

  private final byte[] beforePayload;
  private final byte[] announcement;
  private final boolean oldEngine;

  private SocketIoFrames(Form form) {
    String namespace = form.namespace().equals("/") ? "" : form.namespace() + ",";
    String name = quoted(form.event());
    beforePayload = utf8("42" + namespace + "[" + name + ",");
    announcement = utf8("451-" + namespace + "[" + name + ",{\"_placeholder\":true,\"num\":0}]");
    oldEngine = form.oldEngine();
  }

  /**
   * The form of one event.
   *
   * @param namespace {@code /} for the main one
   * @param oldEngine whether the client speaks a version of Engine.IO before 4
   */
  static SocketIoFrames of(String event, String namespace, boolean oldEngine) {
    return ALL.computeIfAbsent(new Form(event, namespace, oldEngine), SocketIoFrames::new);
  }

  @Override
  public String form() {
    return "socketio";
  }

  @Override
  public void encode(ChannelEvent event, ByteBuf out) {
    if (event instanceof Publication publication) {
      byte[] data = publication.data().bytes();
      switch (publication.data().kind()) {
        case JSON -> writeEvent(data, out);
        case TEXT -> writeEvent(utf8(quoted(new String(data, StandardCharsets.UTF_8))), out);
        case BINARY -> writeAttachment(publication.data(), out);
      }
    }
  }

  private void writeEvent(byte[] json, ByteBuf out) {
    Frames.writeTextHeader(out, beforePayload.length + json.length + 1);
    out.writeBytes(beforePayload).writeBytes(json).writeByte(']');
  }

  private void writeAttachment(Payload data, ByteBuf out) {
    Frames.writeTextHeader(out, announcement.length);
    out.writeBytes(announcement);
    if (oldEngine) {
      Frames.writeBinaryHeader(out, 1 + data.size());
      out.writeByte(OLD_BINARY_MESSAGE);
    } else {
      Frames.writeBinaryHeader(out, data.size());
    }
    out.writeBytes(data.bytes());
  }

  private static String quoted(String text) {
    ByteBuf json = ByteBufAllocator.DEFAULT.heapBuffer(text.length() + 2);
    try {
      new JsonWriter(json).value(text);
      return json.toString(StandardCharsets.UTF_8);
    } finally {
      json.release();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private record Form(String event, String namespace, boolean oldEngine) {}
}
