package io.carillon.gateway.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.gateway.channel.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What one part of a token says: an object of JSON without a name that comes twice. A claim that is
 * null counts as left out; one of another type than asked for makes the token {@link Refused}.
 * Immutable.
 */
final class Claims {
  private static final int MOST_DEPTH = 64;
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
              .build());
  private static final ObjectReader READER =
      MAPPER
          .reader()
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

  private final ObjectNode object;

  private Claims(ObjectNode object) {
    this.object = object;
  }

  /** Reads what is not trusted yet. */
  static Claims read(byte[] json) throws Refused {
    try {
      // As text, since the parser would guess an encoding.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      if (READER.readTree(text) instanceof ObjectNode object) {
        return new Claims(object);
      }
    } catch (JsonProcessingException | CharacterCodingException malformed) {
      throw new Refused(TokenVerdict.MALFORMED, "it is no JSON, or has a name twice");
    }
    throw new Refused(TokenVerdict.MALFORMED, "it is no JSON object");
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** A text; empty when it is left out. */
  String text(String name) throws Refused {
    JsonNode value = value(name, JsonNode::isTextual, "a text");
    return value == null ? "" : value.textValue();
  }

  /** Seconds since 1970, without their fraction; {@code fallback} when it is left out. */
  long seconds(String name, long fallback) throws Refused {
    JsonNode value = value(name, JsonNode::isNumber, "a number");
    if (value == null) {
      return fallback;
    }
    // Far beyond any date, and far from where sums overflow.
    return (long) Math.max(-1e12, Math.min(1e12, Math.floor(value.doubleValue())));
  }

  /** Texts, of which a single one may stand for itself; empty when it is left out. */
  List<String> texts(String name) throws Refused {
    JsonNode value = object.get(name);
    if (value != null && value.isTextual()) {
      return List.of(value.textValue());
    }
    List<String> texts = new ArrayList<>();
    JsonNode array = value(name, JsonNode::isArray, "a list");
    if (array != null) {
      for (JsonNode item : array) {
        check(item.isTextual(), name, "of texts");
        texts.add(item.textValue());
      }
    }
    return texts;
  }

  /** An object; null when it is left out. */
  Claims object(String name) throws Refused {
    JsonNode value = value(name, JsonNode::isObject, "an object");
    return value == null ? null : new Claims((ObjectNode) value);
  }

  /** Objects by name; empty when it is left out. */
  Map<String, Claims> objects(String name) throws Refused {
    Map<String, Claims> objects = new LinkedHashMap<>();
    Claims all = object(name);
    if (all != null) {
      for (Map.Entry<String, JsonNode> one : all.object.properties()) {
        objects.put(one.getKey(), all.object(one.getKey()));
      }
    }
    return objects;
  }

  /** A flag within an object, {@code {"value": true}}; null when it is left out. */
  Boolean flag(String name) throws Refused {
    Claims wrapped = object(name);
    if (wrapped == null) {
      return null;
    }
    JsonNode value = wrapped.value("value", JsonNode::isBoolean, "true or false");
    return value != null && value.booleanValue();
  }

  /** Any JSON, or bytes in Base64 under the name with {@code b64} before it; null for neither. */
  Payload payload(String name) throws Refused {
    String encoded = text("b64" + name);
    if (!encoded.isEmpty()) {
      try {
        return new Payload(Payload.Kind.BINARY, Base64.getDecoder().decode(encoded));
      } catch (IllegalArgumentException malformed) {
        throw new Refused(TokenVerdict.CLAIMS, "b64" + name + " is no Base64");
      }
    }
    return json(name);
  }

  /** Any JSON; null when it is left out. */
  Payload json(String name) {
    return has(name) ? Payload.json(object.get(name).toString()) : null;
  }

  /** All that are there: texts, numbers, flags, and maps and lists of them. */
  Map<String, Object> toMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> claim : object.properties()) {
      if (!claim.getValue().isNull()) {
        all.put(claim.getKey(), plain(claim.getValue()));
      }
    }
    return all;
  }

  /** All of it as JSON, in one line. */
  String json() {
    return object.toString();
  }

  private static Object plain(JsonNode value) {
    try {
      return MAPPER.treeToValue(value, Object.class);
    } catch (IOException impossible) {
      throw new IllegalStateException("was read before", impossible);
    }
  }

  private JsonNode value(String name, Predicate<JsonNode> fits, String wanted) throws Refused {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    check(fits.test(value), name, wanted);
    return value;
  }

  private static void check(boolean fits, String name, String wanted) throws Refused {
    if (!fits) {
      throw new Refused(TokenVerdict.CLAIMS, name + " is not " + wanted);
    }
  }
}
