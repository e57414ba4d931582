package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SilencesTest {
  private final Silences silences = new Silences();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Silences.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  @Test
  void silenceIsLoggedWhenItBeginsAndWhenItEnds() {
    for (int i = 0; i < 5; i++) {
      assertEquals("late", reply("second", Future.failedFuture("late")).silence());
    }
    reply("other", Future.failedFuture("late"));
    for (int i = 0; i < 5; i++) {
      assertEquals("here", reply("second", Future.succeededFuture("here")).answer());
    }

    assertEquals(
        List.of(
            "no answer to second name=n2 node=2: late",
            "no answer to other name=n2 node=2: late",
            "answers again to second name=n2 node=2"),
        log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
  }

  private NodeReplies.Reply<String> reply(String kind, Future<String> answer) {
    return silences.reply(kind, "2", "n2", answer).result();
  }
}
