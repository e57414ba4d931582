package io.carillon.gateway.backend;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Base64;
import java.util.function.Consumer;

/** Questions as a backend reads them: the requests of Centrifugo's HTTP proxy. Stateless. */
final class Questions {
  private Questions() {}

  static byte[] connect(Asker asker, Command.Connect connect) {
    return json(
        json -> {
          asker.write(json);
          json.field("name", connect.software().name());
          json.field("version", connect.software().version());
          data(json, connect.data());
          if (!connect.subs().isEmpty()) {
            json.name("channels").beginArray();
            connect.subs().keySet().forEach(json::value);
            json.endArray();
          }
        });
  }

  static byte[] refresh(Asker asker) {
    return json(asker::writeKnown);
  }

  /** To subscribe, to go on with it, or to publish. */
  static byte[] inChannel(Asker asker, String channel, Payload data) {
    return json(
        json -> {
          asker.writeKnown(json);
          data(json.field("channel", channel), data);
        });
  }

  static byte[] rpc(Asker asker, String method, Payload data) {
    return json(
        json -> {
          asker.writeKnown(json);
          data(json.field("method", method), data);
        });
  }

  private static void data(JsonWriter json, Payload data) {
    if (data != null && data.kind() == Payload.Kind.BINARY) {
      json.field("b64data", Base64.getEncoder().encodeToString(data.bytes()));
    } else {
      json.field("data", data);
    }
  }

  private static byte[] json(Consumer<JsonWriter> fields) {
    ByteBuf out = Unpooled.buffer(256);
    JsonWriter json = new JsonWriter(out);
    json.begin();
    fields.accept(json);
    json.end();
    return ByteBufUtil.getBytes(out);
  }
}
