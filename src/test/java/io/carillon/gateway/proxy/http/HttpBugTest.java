package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.carillon.gateway.testkit.Await;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Bugs of this node end one exchange, are logged once, and are not held against a target. */
class HttpBugTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Logger logger = (Logger) LoggerFactory.getLogger(HttpExchange.class);
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

  @BeforeEach
  void listen() {
    heard.start();
    logger.addAppender(heard);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(heard);
  }

  @Test
  void bugBeforeTheRequestIsSentIsAnError() {
    assertError(
        new Buggy() {
          @Override
          public Future<Target> find(ProxyRequest request) {
            throw bug();
          }
        });
  }

  @Test
  void bugInTheHeadOfTheRequestIsAnError() {
    assertError(
        new Buggy() {
          @Override
          public Future<Target> find(ProxyRequest request) {
            Unreadable value = new Unreadable();
            request.headers().add("X", value);
            value.added = true;
            return super.find(request);
          }
        });
  }

  @Test
  void bugInTheHeadOfTheAnswerIsAnError() {
    assertError(
        new Buggy() {
          @Override
          public String cookie(ProxyRequest request, Target target) {
            throw bug();
          }
        });
  }

  @Test
  void bugAfterTheHeadOfTheAnswerResetsTheClient() {
    Buggy learner =
        new Buggy() {
          @Override
          public boolean learns(ProxyRequest request) {
            return true;
          }

          @Override
          public Future<Void> learn(ProxyRequest request, Target target, byte[] body) {
            throw bug();
          }
        };
    try (RawBackend backend = RawBackend.answering(OK);
        HttpProxy proxy = HttpProxy.to(backend.port()).sticky(learner).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertTrue(client.isReset(), "looks whole");
      assertOurs(proxy);
    }
  }

  private void assertError(Stickiness stickiness) {
    try (RawBackend backend = RawBackend.answering(OK);
        HttpProxy proxy = HttpProxy.to(backend.port()).sticky(stickiness).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertTrue(client.head().startsWith("HTTP/1.1 500 Internal Server Error\r\n"));
      assertEquals("internal server error\n", client.text(22));
      assertOurs(proxy);
    }
  }

  private void assertOurs(HttpProxy proxy) {
    AccessEntry entry = proxy.logged();
    assertEquals(
        "gateway internal server error",
        entry.outcome().closing().by() + " " + entry.outcome().closing().reason());
    assertEquals(1, heard.list.size());
    assertEquals("a bug", heard.list.get(0).getThrowableProxy().getMessage());
    Target target = proxy.pool().targets().get(0);
    Await.until(() -> target.open() == 0, () -> "open: " + target.open());
    assertEquals(0, target.status().failures());
  }

  private static IllegalStateException bug() {
    return new IllegalStateException("a bug");
  }

  /** Does nothing but what a test makes it do. */
  private static class Buggy implements Stickiness {
    @Override
    public Future<Target> find(ProxyRequest request) {
      return Future.succeededFuture();
    }
  }

  /** A value that nobody can read once it is among the headers. */
  private static final class Unreadable implements CharSequence {
    private boolean added;

    @Override
    public int length() {
      return 1;
    }

    @Override
    public char charAt(int index) {
      if (added) {
        throw bug();
      }
      return 'x';
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      throw bug();
    }

    @Override
    public String toString() {
      if (added) {
        throw bug();
      }
      return "x";
    }
  }
}
