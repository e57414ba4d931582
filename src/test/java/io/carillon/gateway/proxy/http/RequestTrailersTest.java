package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fields after the body of a request. */
class RequestTrailersTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private RawBackend backend;
  private HttpProxy proxy;
  private RawHttp client;

  @BeforeEach
  void start() {
    backend = RawBackend.start();
    proxy = HttpProxy.start(backend.port());
    client = RawHttp.connect(proxy.port());
  }

  @AfterEach
  void stop() {
    client.close();
    proxy.close();
    backend.close();
  }

  @Test
  void passBehindTheBodyInItsOwnTime() {
    client.send(POST + "\r\n1\r\nb\r\n");
    RawHttp target = backend.next();
    target.head();
    assertEquals("1\r\nb\r\n", target.text(6));
    client.send("0\r\nX-Su");
    client.send("m: 1\r\nX-Other: two words\r\n\r\n");

    assertEquals("0\r\nX-Sum: 1\r\nX-Other: two words\r\n\r\n", target.head());
    assertBothGoOn(target);
  }

  @Test
  void passOnlyWhereTheyMeanNoHarm() {
    client.send(
        POST
            + "Trailer: X-Sum, Authorization\r\nTrailer: X-Hop, Digest\r\nConnection: x-hop\r\n\r\n"
            + "1\r\nb\r\n0\r\nX-Sum: 1\r\nAuthorization: Basic\r\nContent-Length: 5\r\n"
            + "Host: b\r\nX-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\nX-Hop: 1\r\n"
            + "Cookie: a=b\r\nConnection: close\r\nTransfer-Encoding: gzip\r\nTE: trailers\r\n"
            + "Expect: 100-continue\r\nIf-Match: 1\r\nDigest: d\r\n\r\n");

    RawHttp target = backend.next();
    String head = target.head();
    assertTrue(head.contains("\r\nTrailer: X-Sum, Digest\r\n"), head);
    assertEquals("1\r\nb\r\n0\r\nX-Sum: 1\r\nDigest: d\r\n\r\n", target.head());
    assertBothGoOn(target);
  }

  @Test
  void areNotAnnouncedWhereNoneCanFollow() {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTrailer: X-Sum\r\nContent-Length: 1\r\n\r\nb");

    String head = backend.next().head();

    assertFalse(head.contains("Trailer"), head);
  }

  @Test
  void areNeverThoseOfAnotherRequest() {
    client.send(
        POST + "\r\n1\r\na\r\n0\r\nX-A: 1\r\n\r\n" + POST + "\r\n1\r\nb\r\n0\r\nX-B: 1\r\n\r\n");
    client.send(POST + "\r\n1\r\nc\r\n0\r\n\r\n");

    String first = tail();
    String second = tail();
    String third = tail();

    assertEquals("1\r\na\r\n0\r\nX-A: 1\r\n\r\n", first);
    assertTrue(second.startsWith("1\r\nb\r\n0\r\n") && !second.contains("X-A"), second);
    assertEquals("1\r\nc\r\n0\r\n\r\n", third);
  }

  @Test
  void thatAreMalformedReachNobody() {
    client.send(POST + "\r\n1\r\nb\r\n");
    RawHttp target = backend.next();
    target.head();
    assertEquals("1\r\nb\r\n", target.text(6));

    client.send("0\r\nX Y: 1\r\n\r\n");

    assertTrue(client.rest().startsWith("HTTP/1.1 400 Bad Request\r\n"));
    assertEquals("", target.rest());
  }

  // Of the next request, which is answered.
  private String tail() {
    RawHttp target = backend.next();
    target.head();
    String tail = target.head();
    target.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    client.head();
    return tail;
  }

  private void assertBothGoOn(RawHttp target) {
    target.send(OK);
    assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
    assertEquals("ok", client.text(2));
    client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    assertTrue(target.head().startsWith("GET /2 "));
  }
}
