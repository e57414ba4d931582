package io.carillon.gateway.proxy.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.gateway.config.AccessLogConfig;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class AccessLogTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456Z");

  @Test
  void startOfLinkIsOneLineOfJson() {
    assertEquals(
        "{\"time\":\"2026-11-21T12:00:00.123Z\",\"event\":\"open\",\"link\":\"a1\","
            + "\"client\":\"203.0.113.9\",\"method\":\"GET\",\"uri\":\"/ws/?token=***&x=1\","
            + "\"protocol\":\"HTTP/1.1\","
            + "\"route\":\"chat\",\"target\":\"pool/one\",\"status\":101}",
        JsonLine.of(open(), NOON));
  }

  @Test
  void endOfLinkTellsHowItWent() {
    assertEquals(
        "{\"time\":\"2026-11-21T12:00:00.123Z\",\"event\":\"close\",\"link\":\"a1\","
            + "\"client\":\"2001:db8::1\",\"method\":\"GET\",\"uri\":\"/ws/\","
            + "\"protocol\":\"HTTP/1.1\","
            + "\"route\":\"chat\",\"target\":\"pool/one\",\"status\":101,"
            + "\"durationMillis\":61001,\"bytesUp\":1,\"bytesDown\":2,\"messagesUp\":3,"
            + "\"messagesDown\":4,\"closeCode\":1006,\"closedBy\":\"target\","
            + "\"reason\":\"connection reset\"}",
        JsonLine.of(close("/ws/", "connection reset"), NOON));
  }

  @Test
  void commonFormatHasTheRestBehindIt() {
    assertEquals(
        "203.0.113.9 - - [21/Nov/2026:12:00:00 +0000] \"GET /ws/?token=***&x=1 HTTP/1.1\" 101 0"
            + " event=\"open\" link=\"a1\" route=\"chat\" target=\"pool/one\"",
        CommonLine.of(open(), NOON));
    assertEquals(
        "2001:db8::1 - - [21/Nov/2026:12:00:00 +0000] \"GET /ws/ HTTP/1.1\" 101 2"
            + " event=\"close\" link=\"a1\" route=\"chat\" target=\"pool/one\""
            + " durationMillis=61001 bytesUp=1 messagesUp=3 messagesDown=4 closeCode=1006"
            + " closedBy=\"target\" reason=\"connection reset\"",
        CommonLine.of(close("/ws/", "connection reset"), NOON));
  }

  @Test
  void nothingBreaksOutOfItsLine() {
    String nasty = "a\"b\\c\r\n{\u001b[31m\u0000\u007f\u0085\u009b\u2028é";

    AccessEntry entry = close("/" + nasty, nasty);

    JsonObject read = new JsonObject(JsonLine.of(entry, NOON));
    assertEquals(nasty, read.getString("reason"));
    assertEquals("/" + nasty, read.getString("uri"));
    assertEquals(1, JsonLine.of(entry, NOON).lines().count());
    String escaped = "a\\\"b\\\\c\\x0d\\x0a{\\x1b[31m\\x00\\x7f\\x85\\x9b\\u2028é";
    assertEquals(
        "\"GET /" + escaped + " HTTP/1.1\"",
        CommonLine.of(entry, NOON).replaceAll("^.*?] (.*HTTP/1.1\").*$", "$1"));
    assertEquals(1, CommonLine.of(entry, NOON).lines().count());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /a?token=abc                     | /a?token=***
          /a?x=1&access_token=abc&y=2      | /a?x=1&access_token=***&y=2
          /a?TOKEN=abc                     | /a?TOKEN=***
          /a?%74oken=abc                   | /a?%74oken=***
          /a?+token=abc                    | /a?+token=***
          /a?x;token=abc;y                 | /a?x;token=***;y
          /a?token=a=b                     | /a?token=***
          /a?token=a&token=b               | /a?token=***&token=***
          /a?token=                        | /a?token=***
          /a?%zz=abc                       | /a?%zz=***
          /a?token                         | /a?token
          /socket.io/?EIO=4&sid=abc&t=1    | /socket.io/?EIO=4&sid=***&t=1
          /a?%73id=abc                     | /a?%73id=***
          /a?side=abc                      | /a?side=abc
          /a?tokens=abc&x=token            | /a?tokens=abc&x=token
          /token=abc                       | /token=abc
          /a?                              | /a?
          http://u:p@h/a?token=abc         | http://***@h/a?token=***
          http://h/a@b                     | http://h/a@b
          """)
  void credentialsAreLeftOut(String uri, String shown) {
    assertEquals(shown, Redaction.of(uri));
  }

  @Test
  void linesGoToALoggerOfTheirOwn() {
    Logger logger = (Logger) LoggerFactory.getLogger("access");
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    heard.start();
    logger.addAppender(heard);

    AccessLog.of(new AccessLogConfig(AccessLogConfig.Form.COMMON)).write(open());
    AccessLog.of(new AccessLogConfig(AccessLogConfig.Form.JSON)).write(open());
    logger.detachAppender(heard);

    assertEquals(2, heard.list.size());
    assertEquals("203.0.113.9 - - ", heard.list.get(0).getFormattedMessage().substring(0, 16));
    assertEquals("a1", new JsonObject(heard.list.get(1).getFormattedMessage()).getString("link"));
    assertSame(AccessLog.NONE, AccessLog.of(new AccessLogConfig(AccessLogConfig.Form.NONE)));
  }

  private static AccessEntry open() {
    return AccessEntry.open(
        "a1",
        new AccessEntry.Asked("203.0.113.9", "GET", "/ws/?token=secret&x=1", "chat"),
        new AccessEntry.Given("pool/one", 101));
  }

  private static AccessEntry close(String uri, String reason) {
    return AccessEntry.open(
            "a1",
            new AccessEntry.Asked("2001:db8::1", "GET", uri, "chat"),
            new AccessEntry.Given("pool/one", 101))
        .close(
            new AccessEntry.Outcome(
                Duration.ofMillis(61_001),
                new AccessEntry.Traffic(1, 3),
                new AccessEntry.Traffic(2, 4),
                new AccessEntry.Closing(1006, "target", reason)));
  }
}
