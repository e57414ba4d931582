package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to targets between two requests. */
class IdleConnectionsTest extends HttpEnds {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  @Test
  void connectionThatTheTargetClosesIsNotUsedAgain() {
    RawHttp first = serve(OK);
    awaitIdle(proxy, 1);

    first.close();

    awaitIdle(proxy, 0);
    serve(OK);
  }

  @Test
  void connectionThatTheTargetResetsIsNotUsedAgain() {
    RawHttp first = serve(OK);
    awaitIdle(proxy, 1);

    first.reset();

    awaitIdle(proxy, 0);
    serve(OK);
  }

  @Test
  void connectionOnWhichTheTargetSpeaksUnaskedIsClosed() {
    RawHttp first = serve(OK);
    awaitIdle(proxy, 1);

    first.send("\r\n");

    assertEquals("", first.rest());
    awaitIdle(proxy, 0);
    serve(OK);
  }

  @Test
  void connectionIsClosedBeforeTheTargetWould() {
    RawHttp first = serve("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\nContent-Length: 0\r\n\r\n");
    awaitIdle(proxy, 1);

    // One second after the answer; the target would wait for two.
    assertEquals("", first.rest());
    awaitIdle(proxy, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"
      })
  void connectionThatTheTargetWillCloseIsNotKept(String answer) {
    assertEquals("", serve(answer).rest());
    assertEquals(0, proxy.idle());
  }

  @Test
  void noMoreAreKeptThanThePoolSays() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.to(backend.port()).maxIdle(1).start();
        RawHttp one = RawHttp.connect(proxy.port());
        RawHttp two = RawHttp.connect(proxy.port())) {
      one.send(GET);
      RawHttp first = backend.next();
      first.head();
      two.send(GET);
      RawHttp second = backend.next();
      second.head();

      first.send(OK);
      one.head();
      awaitIdle(proxy, 1);
      second.send(OK);
      two.head();

      assertEquals("", second.rest());
      assertEquals(1, proxy.idle());
    }
  }

  @Test
  void idleConnectionIsNoLoad() {
    Target target = proxy.pool().targets().get(0);
    RawHttp first = ask(GET);
    assertEquals(1, target.open());
    first.send(OK);
    client.head();
    awaitIdle(proxy, 1);
    assertEquals(0, target.open());

    client.send(POST);
    first.head();
    assertEquals(1, target.open());
    first.close();
    assertTrue(client.head().startsWith("HTTP/1.1 502 Bad Gateway\r\n"));
    Await.until(() -> target.open() == 0, () -> "open: " + target.open());
  }

  @Test
  void requestThatMayHaveBeenHeardIsNotSentAgain() {
    RawHttp first = serve(OK);
    awaitIdle(proxy, 1);

    client.send(POST);
    first.head();
    first.close();

    assertTrue(client.head().startsWith("HTTP/1.1 502 Bad Gateway\r\n"));
    assertEquals(1, backend.connections());
  }

  @Test
  void requestThatCannotHaveBeenHeardIsSentAgain() {
    RawHttp first = serve(OK);
    awaitIdle(proxy, 1);

    // The request is seen first, and written to a connection that is no more.
    proxy.whileBusy(
        () -> {
          client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
          first.reset();
        });

    RawHttp second = backend.next();
    assertTrue(second.head().startsWith("POST / HTTP/1.1\r\n"));
    assertEquals("ab", second.text(2));
    second.send(OK);
    assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
    Target target = proxy.pool().targets().get(0);
    awaitIdle(proxy, 1);
    assertEquals(0, target.open());
  }

  private RawHttp serve(String answer) {
    RawHttp target = ask(GET);
    target.send(answer);
    client.head();
    return target;
  }

  private static void awaitIdle(HttpProxy proxy, int count) {
    Await.until(() -> proxy.idle() == count, () -> "idle: " + proxy.idle());
  }
}
