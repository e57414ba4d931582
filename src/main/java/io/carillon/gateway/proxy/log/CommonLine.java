package io.carillon.gateway.proxy.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * An entry in the common log format, with what it has no place for behind as {@code key=value}.
 * Durations are milliseconds. Quotes, backslashes and what cannot be printed are escaped with a
 * backslash. Stateless.
 */
final class CommonLine {
  private static final int USUAL_LENGTH = 320;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private CommonLine() {}

  static String of(AccessEntry entry, Instant now) {
    StringBuilder line = new StringBuilder(USUAL_LENGTH);
    escape(entry.client(), line);
    line.append(" - - [");
    TIME.formatTo(now, line);
    line.append("] \"");
    escape(entry.method(), line);
    line.append(' ');
    escape(Redaction.of(entry.uri()), line);
    line.append(" HTTP/1.1\" ").append(entry.status()).append(' ').append(entry.bytesDown());
    text("event", entry.event(), line);
    text("link", entry.link(), line);
    text("route", entry.route(), line);
    text("target", entry.target(), line);
    if (!entry.event().equals("open")) {
      number("durationMillis", entry.duration().toMillis(), line);
      number("bytesUp", entry.bytesUp(), line);
      number("messagesUp", entry.messagesUp(), line);
      number("messagesDown", entry.messagesDown(), line);
      number("closeCode", entry.closeCode(), line);
      text("closedBy", entry.closedBy(), line);
      text("reason", entry.reason(), line);
    }
    return line.toString();
  }

  private static void number(String key, long value, StringBuilder line) {
    line.append(' ').append(key).append('=').append(value);
  }

  private static void text(String key, String value, StringBuilder line) {
    line.append(' ').append(key).append("=\"");
    escape(value, line);
    line.append('"');
  }

  private static void escape(String value, StringBuilder line) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (Redaction.isUnprintable(c)) {
        line.append(String.format(c > 0xff ? "\\u%04x" : "\\x%02x", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
