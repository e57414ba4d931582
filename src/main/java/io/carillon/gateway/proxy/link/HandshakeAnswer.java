package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.request.HopByHop;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Status line and header lines of an answer, RFC 9112 sections 4 and 5, read strictly: what could
 * be taken for two things is taken for neither. Immutable.
 */
final class HandshakeAnswer {
  /** RFC 9110 section 8.6: a 1xx has none. */
  private static final String LENGTH = "content-length";

  private static final String VERSION = "HTTP/1.1 ";
  private static final String OLD_VERSION = "HTTP/1.0 ";
  private static final int STATUS_DIGITS = 3;

  private final int status;
  private final String statusLine;
  private final List<Line> lines = new ArrayList<>(8);

  private HandshakeAnswer(String statusLine) throws BadAnswer {
    this.statusLine = statusLine;
    this.status = status(statusLine);
  }

  /**
   * Reads it.
   *
   * @param text up to and with the empty line; a byte is a character
   */
  static HandshakeAnswer parse(String text) throws BadAnswer {
    int at = text.indexOf('\n');
    HandshakeAnswer head = new HandshakeAnswer(line(text, 0, at));
    while (true) {
      int from = at + 1;
      at = text.indexOf('\n', from);
      String line = line(text, from, at);
      if (line.isEmpty()) {
        return head;
      }
      head.lines.add(Line.parse(line));
    }
  }

  /** Whether a connection that began with it can be upgraded. */
  boolean canUpgrade() {
    return statusLine.startsWith(VERSION);
  }

  int status() {
    return status;
  }

  /** The values of a header, in order. */
  List<String> all(String lowerCaseName) {
    List<String> values = new ArrayList<>(1);
    for (Line line : lines) {
      if (line.lowerCaseName.equals(lowerCaseName)) {
        values.add(line.value);
      }
    }
    return values;
  }

  /** The parts of a header whose value is a list, trimmed. */
  List<String> tokens(String lowerCaseName) {
    List<String> tokens = new ArrayList<>(2);
    for (String value : all(lowerCaseName)) {
      for (String token : value.split(",")) {
        tokens.add(token.trim());
      }
    }
    return tokens;
  }

  /** Whether it agrees on an extension. */
  boolean hasExtensions() {
    return !all("sec-websocket-extensions").isEmpty();
  }

  /** Appends a 1xx that is not the last word: whole, but for what concerns one hop only. */
  void writeInterimTo(ByteBuf out) {
    writeEndToEnd(out);
    write("\r\n", out);
  }

  /**
   * Appends a 101: whole, with what the hop to the client needs.
   *
   * @param cookie to be set by it; null for none
   */
  void writeSwitchTo(ByteBuf out, String cookie) {
    writeEndToEnd(out);
    write("Connection: Upgrade\r\nUpgrade: websocket\r\n", out);
    if (cookie != null) {
      write("Set-Cookie: " + cookie + "\r\n", out);
    }
    write("\r\n", out);
  }

  private void writeEndToEnd(ByteBuf out) {
    Set<String> named = HopByHop.named(all("connection"));
    StringBuilder text = new StringBuilder(256).append(statusLine).append("\r\n");
    for (Line line : lines) {
      if (!HopByHop.isForOneHop(line.lowerCaseName, named) && !line.lowerCaseName.equals(LENGTH)) {
        text.append(line.name).append(": ").append(line.value).append("\r\n");
      }
    }
    write(text, out);
  }

  private static void write(CharSequence text, ByteBuf out) {
    out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
  }

  private static int status(String line) throws BadAnswer {
    int end = VERSION.length() + STATUS_DIGITS;
    if (!(line.startsWith(VERSION) || line.startsWith(OLD_VERSION))
        || line.length() < end
        || (line.length() > end && line.charAt(end) != ' ')) {
      throw new BadAnswer("no status line");
    }
    int status = 0;
    for (int i = VERSION.length(); i < end; i++) {
      int digit = line.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new BadAnswer("no status line");
      }
      status = 10 * status + digit;
    }
    if (status < 100) {
      throw new BadAnswer("no status line");
    }
    return status;
  }

  // RFC 9112 section 2.2: a line may end in LF alone; a CR anywhere else is an attack.
  private static String line(String text, int from, int end) throws BadAnswer {
    int last = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
    for (int i = from; i < last; i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7F) {
        throw new BadAnswer("control character in the head");
      }
    }
    return text.substring(from, last);
  }

  private record Line(String name, String lowerCaseName, String value) {
    // RFC 9112 section 5: no blank before the colon, no folded lines.
    static Line parse(String line) throws BadAnswer {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new BadAnswer("header line without a name");
      }
      for (int i = 0; i < colon; i++) {
        char c = line.charAt(i);
        if (c <= ' ' || c >= 0x7F || "\"(),/;<=>?@[\\]{}".indexOf(c) >= 0) {
          throw new BadAnswer("bad name of a header");
        }
      }
      String name = line.substring(0, colon);
      return new Line(name, name.toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
  }
}
