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
    escape(entry.asked().client(), line);
    line.append(" - - [");
    TIME.formatTo(now, line);
    line.append("] \"");
    escape(entry.asked().method(), line);
    line.append(' ');
    escape(Redaction.of(entry.asked().uri()), line);
    line.append(' ')
        .append(entry.asked().protocol())
        .append("\" ")
        .append(entry.given().status())
        .append(' ')
        .append(entry.outcome().down().bytes());
    text("event", entry.event(), line);
    text("link", entry.id(), line);
    text("route", entry.asked().route(), line);
    text("target", entry.given().target(), line);
    if (!entry.event().equals(AccessEntry.OPEN)) {
      number("durationMillis", entry.outcome().duration().toMillis(), line);
      number("bytesUp", entry.outcome().up().bytes(), line);
      number("messagesUp", entry.outcome().up().messages(), line);
      number("messagesDown", entry.outcome().down().messages(), line);
      number("closeCode", entry.outcome().closing().code(), line);
      text("closedBy", entry.outcome().closing().by(), line);
      text("reason", entry.outcome().closing().reason(), line);
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
