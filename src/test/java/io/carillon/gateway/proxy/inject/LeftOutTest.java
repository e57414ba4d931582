package io.carillon.gateway.proxy.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.gateway.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of publications that cannot be text. */
class LeftOutTest {
  @Test
  void isToldAtOnceAndThenOnceAMinute() {
    Logger logger = (Logger) LoggerFactory.getLogger(LeftOut.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    logger.addAppender(told);
    try {
      AtomicLong clock = new AtomicLong();
      LeftOut leftOut = new LeftOut(clock::get);

      leftOut.note(new Channel("news"));
      leftOut.note(new Channel("news"));
      clock.addAndGet(Duration.ofSeconds(59).toNanos());
      leftOut.note(new Channel("other"));
      assertEquals(1, lines(told).size());
      assertTrue(lines(told).get(0).endsWith("count=1 last=news"), () -> lines(told).get(0));

      clock.addAndGet(Duration.ofSeconds(1).toNanos());
      leftOut.note(new Channel("other"));
      assertEquals(2, lines(told).size());
      assertTrue(lines(told).get(1).endsWith("count=3 last=other"), () -> lines(told).get(1));
    } finally {
      logger.detachAppender(told);
    }
  }

  private static List<String> lines(ListAppender<ILoggingEvent> told) {
    return told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
