package io.carillon.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.carillon.gateway.channel.Payload;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final int MAX_DEPTH = 64;

  /**
   * Names come from strangers, so they are not interned. They stay canonicalized: without that the
   * parser works on characters and knows no byte offsets.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

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
    if (!isPlainUtf8(bytes)) {
      throw new MalformedMessage("not plain UTF-8");
    }
    List<RawJson> all = new ArrayList<>(1);
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      while (parser.nextToken() != null) {
        all.add(read(parser, bytes, 0));
      }
    } catch (IOException malformed) {
      throw new MalformedMessage("not JSON");
    }
    if (all.isEmpty()) {
      throw new MalformedMessage("empty message");
    }
    return all;
  }

  /**
   * Text as a payload: JSON when it is one JSON value, else plain text. The bytes must be valid
   * UTF-8; JSON behind a byte order mark is text.
   */
  public static Payload classifyText(byte[] text) {
    return isValue(text)
        ? new Payload(Payload.Kind.JSON, oneLine(text, 0, text.length))
        : new Payload(Payload.Kind.TEXT, text);
  }

  /** Whether the bytes are exactly one JSON value in valid UTF-8. */
  public static boolean isValue(byte[] bytes) {
    if (!isPlainUtf8(bytes)) {
      return false;
    }
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return false;
      }
      parser.skipChildren();
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (IOException malformed) {
      return false;
    }
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
    try (JsonParser parser = FACTORY.createParser(bytes, value.start, value.end - value.start)) {
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
        : new Payload(Payload.Kind.JSON, oneLine(bytes, value.start, value.end));
  }

  private void forEachElement(String name, Element element) {
    Value value = fields.get(name);
    if (value == null) {
      return;
    }
    if (value.type != JsonToken.START_ARRAY) {
      throw new MalformedMessage(name + " is no array");
    }
    try (JsonParser parser = FACTORY.createParser(bytes, value.start, value.end - value.start)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        element.take(parser, value.start);
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("was read before", impossible);
    }
  }

  private interface Element {
    void take(JsonParser parser, int offset) throws IOException;
  }

  // The parser stands on the object's brace; its positions count from offset.
  private static RawJson read(JsonParser parser, byte[] bytes, int offset) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedMessage("no JSON object");
    }
    RawJson object = new RawJson(bytes);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken type = parser.nextToken();
      int start = offset + (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
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

  // Raw line breaks cannot stand inside JSON strings, so a blank means the same.
  private static byte[] oneLine(byte[] bytes, int start, int end) {
    byte[] line = Arrays.copyOfRange(bytes, start, end);
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  // The parser itself guesses UTF-16 and UTF-32 from zero bytes, skips a byte order mark and lets
  // encoded surrogates pass. It knows no offsets in the first two, and what is embedded in a text
  // frame must be none of them: it would cost every listener its connection.
  private static boolean isPlainUtf8(byte[] bytes) {
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    if (marked) {
      return false;
    }
    for (byte one : bytes) {
      if (one == 0) {
        return false;
      }
    }
    return ByteBufUtil.isText(Unpooled.wrappedBuffer(bytes), StandardCharsets.UTF_8);
  }

  private record Value(JsonToken type, int start, int end, String text) {}
}
