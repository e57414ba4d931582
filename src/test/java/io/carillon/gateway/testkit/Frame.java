package io.carillon.gateway.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket frame as the server sent it. */
@SuppressWarnings("ArrayRecordComponent") // equals compares the content
public record Frame(int opcode, byte[] payload) {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The code of a close frame; 1005 when it has none. */
  public int closeCode() {
    return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
  }

  public String closeReason() {
    return payload.length < 2
        ? ""
        : new String(Arrays.copyOfRange(payload, 2, payload.length), StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame frame
        && frame.opcode == opcode
        && Arrays.equals(frame.payload, payload);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(payload) + opcode;
  }

  @Override
  public String toString() {
    return opcode == CLOSE
        ? "close " + closeCode() + " " + closeReason()
        : "opcode " + opcode + " " + text();
  }
}
