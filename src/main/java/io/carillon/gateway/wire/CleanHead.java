package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * The head of an opening handshake about which no two servers can disagree: whole, within few
 * bytes, every line in the plainest form that RFC 9112 has. Of whatever else it says nothing, so
 * that the parser of all requests is asked. What it reads, that one reads in the same way.
 *
 * @param uri a path, maybe with a query; plain ASCII
 * @param headers without bodies, neither of them empty, one Host among them
 * @param bytes of the head, with the empty line
 */
record CleanHead(String uri, MultiMap headers, int bytes) {
  /** What is larger is left to others. */
  static final int MOST_BYTES = 8 * 1024;

  private static final byte[] METHOD = "GET ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString UPGRADE = AsciiString.cached("upgrade");
  private static final AsciiString EXPECT = AsciiString.cached("expect");
  private static final AsciiString CONTENT = AsciiString.cached("content-");
  private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");
  private static final byte IN_TARGET = 1;
  private static final byte IN_NAME = 2;
  private static final byte IN_VALUE = 4;
  private static final byte[] PLACES = new byte[128];

  static {
    for (char c = ' '; c <= '~'; c++) {
      boolean alphanumeric = Character.isLetterOrDigit(c);
      PLACES[c] |= IN_VALUE;
      PLACES[c] |= alphanumeric || "-._~:@!$&'()*+,;=/?%".indexOf(c) >= 0 ? IN_TARGET : 0;
      PLACES[c] |= alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0 ? IN_NAME : 0;
    }
  }

  /**
   * Reads the head that the bytes begin with, and leaves them as they are.
   *
   * @return null when it is not clean, or not an upgrade, or not whole
   */
  static CleanHead read(ByteBuf in) {
    byte[] bytes = new byte[Math.min(in.readableBytes(), MOST_BYTES)];
    in.getBytes(in.readerIndex(), bytes);
    return new Reader(bytes).head();
  }

  /** At one place in the bytes. */
  private static final class Reader {
    private final byte[] bytes;
    private final MultiMap headers = HttpHeaders.headers();
    private int at;
    private int hosts;
    private boolean upgrade;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    CleanHead head() {
      if (!skips(METHOD) || at == bytes.length || bytes[at] != '/') {
        return null;
      }
      int target = at;
      skipAll(IN_TARGET);
      String uri = new String(bytes, target, at - target, StandardCharsets.US_ASCII);
      if (!skips(VERSION)) {
        return null;
      }
      while (at < bytes.length && bytes[at] != '\r') {
        if (!field()) {
          return null;
        }
      }
      return upgrade && hosts == 1 && skipsLineEnd() ? new CleanHead(uri, headers, at) : null;
    }

    private boolean field() {
      int begin = at;
      skipAll(IN_NAME);
      int nameEnd = at;
      if (nameEnd == begin || at == bytes.length || bytes[at++] != ':') {
        return false;
      }
      while (at < bytes.length && bytes[at] == ' ') {
        at++;
      }
      int value = at;
      skipAll(IN_VALUE);
      int end = at;
      while (end > value && bytes[end - 1] == ' ') {
        end--;
      }
      return end > value && skipsLineEnd() && take(text(begin, nameEnd), text(value, end));
    }

    private AsciiString text(int from, int end) {
      return new AsciiString(bytes, from, end - from, false);
    }

    // What tells of a body, or wants an answer before one, is no clean handshake. Vert.x takes more
    // names than it should for Content-Length: it looks at each letter but the L.
    private boolean take(AsciiString name, AsciiString value) {
      if (name.contentEqualsIgnoreCase(HOST)) {
        hosts++;
      } else if (name.contentEqualsIgnoreCase(UPGRADE)) {
        upgrade = true;
      } else if (name.regionMatches(true, 0, CONTENT, 0, CONTENT.length())
          || name.contentEqualsIgnoreCase(TRANSFER_ENCODING)
          || name.contentEqualsIgnoreCase(EXPECT)) {
        return false;
      }
      headers.add(name, value);
      return true;
    }

    private void skipAll(byte place) {
      while (at < bytes.length && bytes[at] >= 0 && (PLACES[bytes[at]] & place) != 0) {
        at++;
      }
    }

    private boolean skips(byte[] wanted) {
      if (bytes.length - at < wanted.length) {
        return false;
      }
      for (byte one : wanted) {
        if (bytes[at++] != one) {
          return false;
        }
      }
      return true;
    }

    private boolean skipsLineEnd() {
      return at + 1 < bytes.length && bytes[at++] == '\r' && bytes[at++] == '\n';
    }
  }
}
