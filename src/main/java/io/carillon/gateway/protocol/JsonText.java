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
import java.util.Arrays;

/** Bytes of strangers that may be JSON: what they are, and how they are read. Stateless. */
public final class JsonText {
  /** How deep what we pass on may be: clients have parsers of their own. */
  private static final int MAX_DEPTH = 64;

  /**
   * Names come from strangers, so they are not interned. They stay canonicalized: without that the
   * parser works on characters and knows no byte offsets.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE) // bounded by the size of a message, and below
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonText() {}

  /**
   * Text as a payload: JSON when it is one JSON value, else plain text. The bytes must be valid
   * UTF-8; JSON behind a byte order mark is text.
   */
  public static Payload classify(byte[] text) {
    return isValue(text)
        ? new Payload(Payload.Kind.JSON, oneLine(text, 0, text.length))
        : new Payload(Payload.Kind.TEXT, text);
  }

  /**
   * Bytes of which nobody said what they are, as a payload: JSON when they are one JSON value in
   * one line, so that they stay as they are, else binary.
   */
  public static Payload ofBytes(byte[] bytes) {
    for (byte one : bytes) {
      if (one == '\n' || one == '\r') {
        return new Payload(Payload.Kind.BINARY, bytes);
      }
    }
    return new Payload(isValue(bytes) ? Payload.Kind.JSON : Payload.Kind.BINARY, bytes);
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
      skip(parser, "");
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (IOException | MalformedMessage malformed) {
      return false;
    }
  }

  /**
   * Goes to the end of the value that the parser stands on, without a stack that grows with it.
   *
   * @param deep a field of that value which may be nested as it likes: whoever reads it sees to
   *     that; empty for none
   * @throws MalformedMessage when anything else is nested too deep
   */
  static void skip(JsonParser parser, String deep) throws IOException {
    if (!parser.currentToken().isStructStart()) {
      return;
    }
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedMessage("cut short");
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token.isStructStart() && depth == 1 && deep.equals(parser.currentName())) {
        parser.skipChildren();
      } else if (token.isStructStart() && ++depth > MAX_DEPTH) {
        throw new MalformedMessage("nested too deep");
      }
    }
  }

  /**
   * A piece of JSON without line breaks: none stand inside of strings, so a blank means the same.
   */
  static byte[] oneLine(byte[] bytes, int start, int end) {
    byte[] line = Arrays.copyOfRange(bytes, start, end);
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  /**
   * Whether it is UTF-8 that the parser takes for nothing else. It guesses UTF-16 and UTF-32 from
   * zero bytes, skips a byte order mark and lets encoded surrogates pass. It knows no offsets in
   * the first two, and what is embedded in a text frame must be none of them: it would cost every
   * listener its connection.
   */
  static boolean isPlainUtf8(byte[] bytes) {
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
}
