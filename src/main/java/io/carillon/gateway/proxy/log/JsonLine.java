package io.carillon.gateway.proxy.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An entry as an object of JSON, RFC 8259, on one line. Keys are those of {@link AccessEntry} and
 * {@code time}, in UTC; durations are milliseconds. What is known at the end only, the line of an
 * {@code open} leaves out. Stateless.
 */
final class JsonLine {
  private static final int USUAL_LENGTH = 384;

  private JsonLine() {}

  static String of(AccessEntry entry, Instant now) {
    StringBuilder line = new StringBuilder(USUAL_LENGTH);
    line.append("{\"time\":\"").append(now.truncatedTo(ChronoUnit.MILLIS)).append('"');
    text("event", entry.event(), line);
    text("link", entry.id(), line);
    text("client", entry.asked().client(), line);
    text("method", entry.asked().method(), line);
    text("uri", Redaction.of(entry.asked().uri()), line);
    text("protocol", entry.asked().protocol(), line);
    text("route", entry.asked().route(), line);
    text("target", entry.given().target(), line);
    number("status", entry.given().status(), line);
    if (!entry.event().equals(AccessEntry.OPEN)) {
      number("durationMillis", entry.outcome().duration().toMillis(), line);
      number("bytesUp", entry.outcome().up().bytes(), line);
      number("bytesDown", entry.outcome().down().bytes(), line);
      number("messagesUp", entry.outcome().up().messages(), line);
      number("messagesDown", entry.outcome().down().messages(), line);
      number("closeCode", entry.outcome().closing().code(), line);
      text("closedBy", entry.outcome().closing().by(), line);
      text("reason", entry.outcome().closing().reason(), line);
    }
    return line.append('}').toString();
  }

  private static void number(String key, long value, StringBuilder line) {
    line.append(",\"").append(key).append("\":").append(value);
  }

  private static void text(String key, String value, StringBuilder line) {
    line.append(",\"").append(key).append("\":\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (Redaction.isUnprintable(c)) {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    line.append('"');
  }
}
