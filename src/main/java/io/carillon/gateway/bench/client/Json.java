package io.carillon.gateway.bench.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** JSON off the path of every message. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** One value; what is none reads like one that is missing. */
  static JsonNode read(ByteBuf bytes, int from, int to) {
    try {
      return MAPPER.readTree(bytes.toString(from, to - from, StandardCharsets.UTF_8));
    } catch (JsonProcessingException malformed) {
      return MissingNode.getInstance();
    }
  }

  /** A string with its quotes. */
  static String quoted(String text) {
    try {
      return MAPPER.writeValueAsString(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
