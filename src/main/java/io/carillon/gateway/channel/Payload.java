package io.carillon.gateway.channel;

import java.nio.charset.StandardCharsets;

/**
 * Bytes as they were published. Shared by everybody who hears them, so never written to again.
 *
 * @param kind what the publisher said, or showed, the bytes to be
 */
@SuppressWarnings(
    "ArrayRecordComponent") // compared by nobody; equality of content would cost a pass over the
// bytes
public record Payload(Kind kind, byte[] bytes) {
  /** What the bytes are. */
  public enum Kind {
    /**
     * One valid JSON value in UTF-8 without line breaks: it can be embedded, and stands in one
     * line.
     */
    JSON,
    /** Valid UTF-8 that is no such JSON. */
    TEXT,
    /** Anything. */
    BINARY
  }

  /** A JSON payload from its text, which the caller knows to be valid and free of line breaks. */
  public static Payload json(String text) {
    return new Payload(Kind.JSON, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of bytes. */
  public int size() {
    return bytes.length;
  }
}
