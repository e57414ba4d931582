package io.carillon.gateway.proxy.sticky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * The body of an answer to a poll of Engine.IO, of which only the beginning is there: compressed or
 * not, wrapped for JSONP or not, its packets separated by 0x1E (version 4) or each behind its
 * length (version 3). Stateless; ids and numbers are ASCII, so all else may be read as any
 * characters.
 */
final class PollPayload {
  private static final String JSONP = "___eio[";

  private PollPayload() {}

  /** The payload itself, out of whatever it is wrapped in. */
  static String text(byte[] body) {
    String text = new String(plain(body), ISO_8859_1);
    return text.startsWith(JSONP) ? unwrap(text) : text;
  }

  /** Where the first packet begins: behind its length, if it has one. */
  static int firstPacket(String payload) {
    int at = 0;
    if (payload.startsWith("\0")) {
      // A string among binary packets of version 3: each digit is a byte of that value.
      at = 1;
      while (at < payload.length() && payload.charAt(at) <= 9) {
        at++;
      }
      return payload.startsWith("\u00ff", at) ? at + 1 : payload.length();
    }
    while (at < payload.length() && Character.digit(payload.charAt(at), 10) >= 0) {
      at++;
    }
    // "0{" is a packet without a length.
    return at > 0 && payload.startsWith(":", at) ? at + 1 : 0;
  }

  // ___eio[0]("97:0{\"sid\":\"…\"}"); the argument is a string of JSON.
  private static String unwrap(String text) {
    int open = text.indexOf("](\"");
    if (open < 0) {
      return "";
    }
    StringBuilder payload = new StringBuilder(text.length());
    for (int i = open + 3; i < text.length() && text.charAt(i) != '"'; i++) {
      char next = text.charAt(i);
      if (next == '\\' && ++i < text.length()) {
        next = text.charAt(i);
      }
      payload.append(next);
    }
    return payload.toString();
  }

  // A first packet of its own is too short to be compressed, but servers may add packets to it.
  private static byte[] plain(byte[] body) {
    try {
      if (startsWith(body, 0x1f, 0x8b)) {
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
          return beginning(gzip);
        }
      }
      if (startsWith(body, 0x78, -1)) {
        try (InputStream zlib = new InflaterInputStream(new ByteArrayInputStream(body))) {
          return beginning(zlib);
        }
      }
    } catch (IOException broken) {
      return new byte[0];
    }
    return body;
  }

  private static boolean startsWith(byte[] body, int first, int second) {
    return body.length > 1
        && (body[0] & 0xff) == first
        && (second < 0 || (body[1] & 0xff) == second);
  }

  private static byte[] beginning(InputStream inflating) throws IOException {
    byte[] plain = new byte[Stickiness.LEARNT_BYTES];
    int length = 0;
    try {
      int more;
      while ((more = inflating.read(plain, length, plain.length - length)) > 0) {
        length += more;
      }
    } catch (EOFException onlyTheBeginningIsThere) {
      // What came before it counts.
    }
    return Arrays.copyOf(plain, length);
  }
}
