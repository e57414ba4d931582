package io.carillon.gateway.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.carillon.gateway.channel.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One JSON object, its fields found but not taken apart, so that what is only passed on keeps its
 * bytes. The whole input is validated; a name that comes twice counts the last time. A field that
 * is JSON null counts as left out.
 */
public final class RawJson {
  private final byte[] bytes;
  private final Map<String, Value> fields = new HashMap<>();

  private RawJson(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads one object and nothing else.
   *
   * @throws MalformedMessage when it is anything else
   */
  public static RawJson object(byte[] bytes) {
    List<RawJson> all = objects(bytes);
    if (all.size() != 1) {
      throw new MalformedMessage("wanted one JSON object, got " + all.size());
    }
    return all.get(0);
  }

  /**
   * Reads objects that follow each other, white space between them.
   *
   * @throws MalformedMessage when anything else is among them, or nothing is there
   */
  public static List<RawJson> objects(byte[] bytes) {
    return objects(bytes, "", "");
  }

  /**
   * The same, where one value may be nested as it likes: {@code deep} within {@code outer} within
   * the object. Whoever reads that sees to its depth.
   */
  static List<RawJson> objects(byte[] bytes, String outer, String deep) {
    if (!JsonText.isPlainUtf8(bytes)) {
      throw new MalformedMessage("not plain UTF-8");
    }
    List<RawJson> all = new ArrayList<>(1);
    try (JsonParser parser = JsonText.FACTORY.createParser(bytes)) {
      while (parser.nextToken() != null) {
        all.add(
            read(parser, bytes, 0, name -> JsonText.skip(parser, name.equals(outer) ? deep : "")));
      }
    } catch (IOException malformed) {
      throw new MalformedMessage("not JSON");
    }
    if (all.isEmpty()) {
      throw new MalformedMessage("empty message");
    }
    return all;
  }

  /** The names of its fields, in no order. */
  public Set<String> names() {
    return Set.copyOf(fields.keySet());
  }

  /** Whether it has no field that counts. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /** A string; empty when it is left out. */
  public String string(String name) {
    Value value = fields.get(name);
    if (value == null) {
      return "";
    }
    if (value.type != JsonToken.VALUE_STRING) {
      throw new MalformedMessage(name + " is no string");
    }
    return value.text;
  }

  /** A boolean; false when it is left out. */
  public boolean bool(String name) {
    Value value = fields.get(name);
    if (value != null && !value.type.isBoolean()) {
      throw new MalformedMessage(name + " is no boolean");
    }
    return value != null && value.type == JsonToken.VALUE_TRUE;
  }

  /** An integer within bounds; 0 when it is left out. */
  public long integer(String name, long least, long most) {
    Value value = fields.get(name);
    if (value == null) {
      return 0;
    }
    if (value.type != JsonToken.VALUE_NUMBER_INT) {
      throw new MalformedMessage(name + " is no integer");
    }
    try {
      long number =
          Long.parseLong(
              new String(bytes, value.start, value.end - value.start, StandardCharsets.US_ASCII));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException huge) {
      // out of bounds too
    }
    throw new MalformedMessage(name + " is out of bounds");
  }

  /** An object; null when it is left out. */
  public RawJson object(String name) {
    Value value = fields.get(name);
    if (value == null) {
      return null;
    }
    if (value.type != JsonToken.START_OBJECT) {
      throw new MalformedMessage(name + " is no object");
    }
    try (JsonParser parser =
        JsonText.FACTORY.createParser(bytes, value.start, value.end - value.start)) {
      parser.nextToken();
      return read(parser, bytes, value.start);
    } catch (IOException impossible) {
      throw new IllegalStateException("was read before", impossible);
    }
  }

  /** The fields of this object, each of which is an object. */
  public Map<String, RawJson> objectFields() {
    Map<String, RawJson> objects = new HashMap<>();
    fields.keySet().forEach(name -> objects.put(name, object(name)));
    return objects;
  }

  /** An array of strings; empty when it is left out. */
  public List<String> strings(String name) {
    List<String> strings = new ArrayList<>();
    forEachElement(
        name,
        (parser, offset) -> {
          if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new MalformedMessage(name + " holds no string");
          }
          strings.add(parser.getText());
        });
    return strings;
  }

  /** An array of objects; empty when it is left out. */
  public List<RawJson> objects(String name) {
    List<RawJson> objects = new ArrayList<>();
    forEachElement(name, (parser, offset) -> objects.add(read(parser, bytes, offset)));
    return objects;
  }

  /** Any value as it stands, in one line; null when it is left out. */
  public Payload payload(String name) {
    Value value = fields.get(name);
    return value == null
        ? null
        : new Payload(Payload.Kind.JSON, JsonText.oneLine(bytes, value.start, value.end));
  }

  private void forEachElement(String name, Element element) {
    Value value = fields.get(name);
    if (value == null) {
      return;
    }
    if (value.type != JsonToken.START_ARRAY) {
      throw new MalformedMessage(name + " is no array");
    }
    try (JsonParser parser =
        JsonText.FACTORY.createParser(bytes, value.start, value.end - value.start)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        element.take(parser, value.start);
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("was read before", impossible);
    }
  }

  private interface Skip {
    void skip(String name) throws IOException;
  }

  private interface Element {
    void take(JsonParser parser, int offset) throws IOException;
  }

  private static RawJson read(JsonParser parser, byte[] bytes, int offset) throws IOException {
    return read(parser, bytes, offset, validated -> parser.skipChildren());
  }

  // The parser stands on the object's brace; its positions count from offset.
  private static RawJson read(JsonParser parser, byte[] bytes, int offset, Skip skip)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedMessage("no JSON object");
    }
    RawJson object = new RawJson(bytes);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken type = parser.nextToken();
      int start = offset + (int) parser.currentTokenLocation().getByteOffset();
      skip.skip(name);
      String text = type == JsonToken.VALUE_STRING ? parser.getText() : null;
      int end = offset + (int) parser.currentLocation().getByteOffset();
      if (type == JsonToken.VALUE_NULL) {
        object.fields.remove(name);
      } else {
        object.fields.put(name, new Value(type, start, end, text));
      }
    }
    return object;
  }

  private record Value(JsonToken type, int start, int end, String text) {}
}
