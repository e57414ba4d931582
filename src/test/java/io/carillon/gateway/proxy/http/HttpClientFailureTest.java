package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clients that leave, or stop. */
class HttpClientFailureTest extends HttpEnds {
  @Test
  void clientThatLeavesTakesItsRequestWithIt() {
    RawHttp target = ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    client.close();

    assertEquals("", target.rest());
    assertGone(0);
  }

  @Test
  void clientThatLeavesInTheMidstOfItsBodyCutsTheTargetOff() {
    RawHttp target = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");

    client.reset();

    assertEquals("half", target.rest());
    assertGone(0);
  }

  @Test
  void clientThatLeavesInTheMidstOfItsAnswerStopsIt() {
    RawHttp target = ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    target.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    client.head();

    client.close();

    assertEquals("", target.rest());
    assertGone(200);
  }

  @Test
  void bodyThatIsMalformedIsRefusedAndNotPassedOn() {
    RawHttp target =
        ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
    assertEquals("2\r\nab\r\n", target.text(7));

    client.send("xyz\r\n");

    assertTrue(client.rest().startsWith("HTTP/1.1 400 Bad Request\r\n"));
    assertEquals("", target.rest());
    assertEquals("malformed body", proxy.logged().outcome().closing().reason());
  }

  @Test
  void bodyThatStopsIsTheClientsFault() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.to(backend.port()).response(Duration.ofMillis(200)).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");

      String answer = client.rest();

      assertTrue(answer.startsWith("HTTP/1.1 408 Request Timeout\r\n"), answer);
      assertTrue(answer.endsWith("\r\n\r\nthe request did not come in time\n"), answer);
    }
  }

  @Test
  void targetThatNeverSaysGoOnIsTheOneThatIsLate() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.to(backend.port()).response(Duration.ofMillis(200)).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");

      String answer = client.rest();

      assertTrue(answer.startsWith("HTTP/1.1 504 Gateway Timeout\r\n"), answer);
    }
  }

  @Test
  void requestBehindTheLastOneIsNotServed() {
    RawHttp target = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    target.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nAB");
    assertTrue(client.head().contains("Connection: close\r\n"));

    client.send("cdGET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    assertEquals("abcd", target.text(4));
    target.send("CD");

    assertEquals("ABCD", client.rest());
    assertEquals(1, backend.connections());
  }

  private void assertGone(int status) {
    AccessEntry entry = proxy.logged();
    assertEquals("client", entry.outcome().closing().by());
    assertEquals("the client closed the connection", entry.outcome().closing().reason());
    assertEquals(status, entry.given().status());
    Target target = proxy.pool().targets().get(0);
    Await.until(() -> target.open() == 0, () -> "open: " + target.open());
  }
}
