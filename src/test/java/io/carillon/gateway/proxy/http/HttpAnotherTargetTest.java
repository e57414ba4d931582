package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests that a target leaves without an answer are brought to another. */
class HttpAnotherTargetTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String FIELDS = " / HTTP/1.1\r\nHost: a\r\n";

  private RawBackend first;
  private RawBackend second;
  private HttpProxy proxy;
  private RawHttp client;

  @BeforeEach
  void start() {
    first = RawBackend.start();
    second = RawBackend.start();
    proxy = HttpProxy.start(first.port(), second.port());
    client = RawHttp.connect(proxy.port());
  }

  @AfterEach
  void stop() {
    client.close();
    proxy.close();
    first.close();
    second.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void requestThatChangesNothingIs(String method) {
    client.send(method + FIELDS + "\r\n");
    RawHttp gone = first.next();
    gone.head();
    gone.close();

    RawHttp other = second.next();
    assertTrue(other.head().startsWith(method + " / "));
    other.send(OK);
    assertEquals(OK, client.head());
    assertEquals(1, proxy.pool().targets().get(1).tally().retries());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "GET"})
  void whatMayChangeSomethingIsNot(String method) {
    // A GET may have a body, too, and that is gone.
    client.send(method + FIELDS + "Content-Length: 1\r\n\r\nx");
    RawHttp gone = first.next();
    gone.head();
    gone.text(1);
    gone.close();

    assertRefused();
  }

  @Test
  void requestThatHasAPieceOfAnAnswerIsNot() {
    client.send("GET" + FIELDS + "\r\n");
    RawHttp gone = first.next();
    gone.head();
    gone.send("HTTP/1.1 103 Early Hints\r\n\r\n");
    client.head();
    gone.close();

    assertRefused();
  }

  private void assertRefused() {
    String head = client.head();
    assertTrue(head.startsWith("HTTP/1.1 502 Bad Gateway\r\n"), head);
    assertEquals(0, second.connections());
  }
}
