package io.carillon.gateway.backend;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.protocol.JsonWriter;
import java.util.Map;

/**
 * The client that a question is about.
 *
 * @param transport that carries it: {@code websocket}, {@code sse} or {@code http_stream}
 * @param protocol {@code json} or {@code protobuf}
 * @param user id; empty when anonymous, or not known yet
 * @param meta that the backend gave it; null when there is none
 * @param headers of its handshake that backends may have, by lower-case name
 */
public record Asker(
    String client,
    String transport,
    String protocol,
    String user,
    Payload meta,
    Map<String, String> headers) {
  void write(JsonWriter json) {
    json.field("client", client).field("transport", transport).field("protocol", protocol);
    json.field("encoding", protocol.equals("json") ? "json" : "binary");
  }

  void writeKnown(JsonWriter json) {
    write(json);
    json.field("user", user).field("meta", meta);
  }
}
