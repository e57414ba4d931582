package io.carillon.gateway.config;

/**
 * The form in which publications reach clients of a proxied route.
 *
 * @param event of Socket.IO
 * @param namespace of Socket.IO, as in {@code /admin}; {@code /} for the main one
 */
public record InjectConfig(Form form, String event, String namespace) {
  /** As they were published, in plain text frames. */
  public static final InjectConfig PLAIN = new InjectConfig(Form.RAW, "message", "/");

  /** How a publication is written. */
  public enum Form {
    /** Text as a text frame, bytes as a binary frame. */
    RAW,
    /** Everything as a text frame; bytes that are no UTF-8 are left out. */
    TEXT,
    /** Everything as a binary frame. */
    BINARY,
    /** As an event of Socket.IO, {@code 42["event",payload]}. */
    SOCKET_IO {
      @Override
      public String toString() {
        return "socket.io";
      }
    }
  }
}
