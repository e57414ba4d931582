package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request and its answer look like on either side. */
class HttpExchangeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void requestAndAnswerPassThrough() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET /a%20b?x=1 HTTP/1.1\r\nHost: example.com\r\nX-One: 1\r\n\r\n");

      RawHttp target = backend.next();
      String head = target.head();
      target.send("HTTP/1.1 201 Made It\r\nContent-Length: 5\r\nX-Two: 2\r\n\r\nhello");

      assertTrue(head.startsWith("GET /a%20b?x=1 HTTP/1.1\r\n"), head);
      assertTrue(head.contains("\r\nHost: example.com\r\n"), head);
      assertTrue(head.contains("\r\nX-One: 1\r\n"), head);
      assertEquals("HTTP/1.1 201 Made It\r\nContent-Length: 5\r\nX-Two: 2\r\n\r\n", client.head());
      assertEquals("hello", client.text(5));
    }
  }

  @Test
  void bodyOfKnownLengthReachesTheTargetWithThatLength() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nsecret");

      RawHttp target = backend.next();
      String head = target.head();

      assertTrue(head.toLowerCase(java.util.Locale.ROOT).contains("content-length: 6\r\n"), head);
      assertFalse(head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding"), head);
      assertEquals("secret", target.text(6));
      target.send(OK);
      assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
      assertEquals("ok", client.text(2));
      assertEquals(6, proxy.logged().outcome().up().bytes());
    }
  }

  @Test
  void chunkedBodyReachesTheTargetInChunks() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("3\r\nabc\r\n0\r\n\r\n");

      RawHttp target = backend.next();
      String head = target.head();

      assertTrue(head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked"));
      assertEquals("3\r\nabc\r\n0\r\n\r\n", target.text(13));
      target.send(OK);
      assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
    }
  }

  @Test
  void expectationCannotBeHiddenFromTheTargetThatHasToMeetIt() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(
          "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
              + "X: 1\r\nConnection: expect, x\r\n\r\n");

      String head = backend.next().head();

      assertTrue(head.contains("\r\nExpect: 100-continue\r\n"), head);
      assertFalse(head.contains("\r\nX: 1\r\n"), head);
    }
  }

  @Test
  void connectionToTheTargetIsUsedAgain() {
    try (RawBackend backend = RawBackend.answering(OK);
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      for (int i = 0; i < 5; i++) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        client.head();
        assertEquals("ok", client.text(2));
      }

      assertEquals(1, backend.connections());
      Target target = proxy.pool().targets().get(0);
      Await.until(() -> target.open() == 0, () -> "open: " + target.open());
    }
  }

  @Test
  void chunkedAnswerReachesTheClientInChunks() {
    try (RawBackend backend =
            RawBackend.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertTrue(client.head().toLowerCase(java.util.Locale.ROOT).contains("chunked"));
      assertEquals("2\r\nok\r\n0\r\n\r\n", client.text(12));
    }
  }

  @Test
  void answerToHeadHasLengthAndNoBody() {
    try (RawBackend backend =
            RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      for (int i = 0; i < 2; i++) {
        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", client.head());
      }
      assertEquals(1, backend.connections());
    }
  }

  @Test
  void answerToHeadThatWouldBeChunkedHasNoBodyEither() {
    try (RawBackend backend =
            RawBackend.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      for (int i = 0; i < 2; i++) {
        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK\r\n\r\n", client.head());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "204 No Content\r\n",
        "304 Not Modified\r\nETag: \"1\"\r\n",
        "304 Not Modified\r\nContent-Length: 9\r\n"
      })
  void answersWithoutBodyStayWithout(String status) {
    try (RawBackend backend = RawBackend.answering("HTTP/1.1 " + status + "\r\n");
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      for (int i = 0; i < 2; i++) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("HTTP/1.1 " + status + "\r\n", client.head());
      }
      assertEquals(1, backend.connections());
    }
  }

  @Test
  void bodyThatEndsWithTheConnectionIsChunked() {
    try (RawBackend backend = RawBackend.saying("HTTP/1.0 200 OK\r\n\r\nold style");
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertTrue(client.head().contains("chunked"));
      assertEquals("9\r\nold style\r\n0\r\n\r\n", client.text(19));
    }
  }

  @Test
  void clientOfTheOldVersionGetsNoChunksAndTheEndOfTheConnection() {
    try (RawBackend backend =
            RawBackend.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        HttpProxy proxy = HttpProxy.start(backend.port())) {
      assertEquals(
          "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nok",
          RawHttp.whole(
              proxy.port(), "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"));
    }
  }

  @Test
  void clientOfTheOldVersionMayKeepItsConnection() {
    try (RawBackend backend = RawBackend.answering(OK);
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      for (int i = 0; i < 2; i++) {
        client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertTrue(client.head().contains("keep-alive"));
        assertEquals("ok", client.text(2));
      }
    }
  }

  @Test
  void requestsInOneGoAreAnsweredInOrder() {
    try (RawBackend backend =
            RawBackend.start(
                connection -> {
                  while (true) {
                    String path = connection.head().split(" ")[1];
                    connection.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                  }
                });
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(
          "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
              + "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      for (String path : new String[] {"/1", "/2", "/3"}) {
        client.head();
        assertEquals(path, client.text(2));
      }
      assertEquals("", client.rest());
    }
  }

  @Test
  void whatConcernsOneHopStaysThere() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Mine\r\nX-Mine: 1\r\n"
              + "Keep-Alive: 5\r\nTE: deflate\r\nUpgrade: h2c\r\nProxy-Connection: x\r\n"
              + "X-Yours: 2\r\n\r\n");
      RawHttp target = backend.next();
      String head = target.head();
      target.send(
          "HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
              + "Proxy-Authenticate: Basic\r\nProxy-Authentication-Info: x\r\n"
              + "Upgrade: h2c\r\nX-End: 2\r\nContent-Length: 0\r\n\r\n");

      for (String gone : new String[] {"X-Mine", "Keep-Alive", "TE:", "Upgrade", "Connection"}) {
        assertFalse(head.contains(gone), head);
      }
      assertTrue(head.contains("X-Yours: 2\r\n"), head);
      assertEquals("HTTP/1.1 200 OK\r\nX-End: 2\r\nContent-Length: 0\r\n\r\n", client.head());
    }
  }

  @Test
  void severalFieldsOfOneNamePassInOrder() {
    try (RawBackend backend =
            RawBackend.answering(
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n");
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertTrue(client.head().contains("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
    }
  }

  @Test
  void trailersThatNobodyAskedForAreDropped() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      RawHttp target = backend.next();
      target.head();

      target.send(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
              + "1\r\nb\r\n0\r\nX-T: 1\r\n\r\n");
      String answer = client.head();
      assertFalse(answer.contains("Trailer"), answer);
      assertEquals("1\r\nb\r\n0\r\n\r\n", client.text(11));
    }
  }

  @Test
  void trailersReachAClientThatTakesThem() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: TE\r\nTE: gzip;q=0.5, Trailers\r\n\r\n");
      RawHttp target = backend.next();
      String head = target.head();
      assertTrue(head.contains("\r\nTE: trailers\r\nConnection: TE\r\n"), head);
      target.send(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
              + "Trailer: X-Sum, Set-Cookie\r\nTrailer: Server-Timing\r\n\r\n1\r\nb\r\n0\r\n"
              + "X-Sum: 1\r\nSet-Cookie: a=b\r\nContent-Length: 5\r\nHost: x\r\n"
              + "WWW-Authenticate: Basic\r\nTransfer-Encoding: gzip\r\nX-Forwarded-For: 1\r\n"
              + "Server-Timing: a\r\n\r\n");

      String answer = client.head();
      assertTrue(answer.contains("\r\nTrailer: X-Sum, Server-Timing\r\n"), answer);
      assertEquals("1\r\nb\r\n0\r\nX-Sum: 1\r\nServer-Timing: a\r\n\r\n", client.head());
      // And the connections to both sides go on.
      client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertTrue(target.head().startsWith("GET /2 "));
    }
  }

  @Test
  void trailersThatConnectionNamesStayOnTheirHop() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: TE\r\nTE: trailers\r\n\r\n");
      RawHttp target = backend.next();
      target.head();

      target.send(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: x-hop\r\n"
              + "Trailer: X-Hop, X-Sum\r\n\r\n1\r\nb\r\n0\r\nX-Hop: 1\r\nX-Sum: 2\r\n\r\n");

      String answer = client.head();
      assertTrue(answer.contains("\r\nTrailer: X-Sum\r\n"), answer);
      assertEquals("1\r\nb\r\n0\r\nX-Sum: 2\r\n\r\n", client.head());
    }
  }

  @Test
  void answerLosesNothingThatClientsNeedByNamingIt() {
    String needed =
        "Set-Cookie: a=1\r\nCache-Control: private\r\nVary: Cookie\r\nLocation: /b\r\n"
            + "Content-Type: text/plain\r\nContent-Length: 0\r\n\r\n";
    try (RawBackend backend =
            RawBackend.answering(
                "HTTP/1.1 302 Found\r\nConnection: set-cookie, cache-control, vary, location,"
                    + " content-type, content-length\r\n"
                    + needed);
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      assertEquals("HTTP/1.1 302 Found\r\n" + needed, client.head());
    }
  }

  @Test
  void trailersFollowNoBodyOfAKnownLength() {
    try (RawBackend backend =
            RawBackend.answering(
                "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nContent-Length: 1\r\n\r\nb");
        HttpProxy proxy = HttpProxy.start(backend.port())) {
      String answer =
          RawHttp.whole(
              proxy.port(),
              "GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: close\r\n\r\n");

      assertFalse(answer.contains("Trailer"), answer);
      assertTrue(answer.endsWith("\r\n\r\nb"), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "http://a", "HTTP://a"})
  void optionsForTheWholeServerPass(String server) {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("OPTIONS " + server + " HTTP/1.1\r\nHost: a\r\n\r\n");

      assertTrue(backend.next().head().startsWith("OPTIONS * HTTP/1.1\r\n"));
    }
  }

  @Test
  void absoluteTargetBecomesPathAndQuery() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET http://a.example/x?y=1 HTTP/1.1\r\nHost: a.example\r\n\r\n");

      assertTrue(backend.next().head().startsWith("GET /x?y=1 HTTP/1.1\r\nHost: a.example\r\n"));
    }
  }

  @Test
  void exchangeIsLoggedAtItsEnd() {
    try (RawBackend backend = RawBackend.answering(OK);
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
      client.head();

      AccessEntry entry = proxy.logged();

      assertEquals("request", entry.event());
      assertEquals("GET", entry.asked().method());
      assertEquals("/x", entry.asked().uri());
      assertEquals("127.0.0.1", entry.asked().client());
      assertEquals("backend/127.0.0.1:" + backend.port(), entry.given().target());
      assertEquals(200, entry.given().status());
      assertEquals(2, entry.outcome().down().bytes());
      assertEquals("", entry.outcome().closing().reason());
    }
  }
}
