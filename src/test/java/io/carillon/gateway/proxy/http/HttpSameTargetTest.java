package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.pool.Target;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that belong to a target are not brought to another when it leaves them unanswered. */
class HttpSameTargetTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String POLL = "GET /?sid=abc HTTP/1.1\r\nHost: a\r\n\r\n";

  private RawBackend home;
  private RawBackend other;
  private HttpProxy proxy;
  private RawHttp client;

  @BeforeEach
  void start() {
    home = RawBackend.start();
    other = RawBackend.start();
    proxy =
        HttpProxy.to(home.port(), other.port())
            .sticky(
                request -> {
                  Target target = proxy.pool().targets().get(0);
                  return Future.succeededFuture(proxy.pool().keep(target) ? target : null);
                })
            .start();
    client = RawHttp.connect(proxy.port());
  }

  @AfterEach
  void stop() {
    client.close();
    proxy.close();
    home.close();
    other.close();
  }

  @Test
  void requestThatIsLeftUnansweredIsRefused() {
    client.send(POLL);
    hangUp(home.next());

    assertRefused();
  }

  @Test
  void requestOnAConnectionThatHadRestedIsSentToTheSameTargetOnceMore() {
    RawHttp rested = rest();
    client.send(POLL);
    hangUp(rested);

    RawHttp again = home.next();
    assertTrue(again.head().startsWith("GET /?sid=abc "));
    again.send(OK);
    assertEquals(OK, client.head());
    assertEquals(0, other.connections());
  }

  @Test
  void requestIsSentOnceMoreOnly() {
    RawHttp rested = rest();
    client.send(POLL);
    hangUp(rested);
    hangUp(home.next());

    assertRefused();
    assertEquals(2, home.connections());
  }

  @Test
  void requestOfATargetThatIsGoneMeanwhileIsRefused() {
    RawHttp rested = rest();
    client.send(POLL);
    rested.head();
    home.close();

    assertRefused();
  }

  private RawHttp rest() {
    client.send(POLL);
    RawHttp target = home.next();
    target.head();
    target.send(OK);
    assertEquals(OK, client.head());
    return target;
  }

  private static void hangUp(RawHttp target) {
    target.head();
    target.close();
  }

  private void assertRefused() {
    String head = client.head();
    assertTrue(head.startsWith("HTTP/1.1 502 Bad Gateway\r\n"), head);
    assertEquals(0, other.connections());
  }
}
