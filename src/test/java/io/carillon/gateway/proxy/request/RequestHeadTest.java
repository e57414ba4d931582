package io.carillon.gateway.proxy.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads as targets get them, byte for byte. */
class RequestHeadTest {
  private static final String CLIENT = "203.0.113.9";
  private static final String TOLD =
      """
      X-Forwarded-For: 203.0.113.9
      X-Forwarded-Proto: http
      X-Forwarded-Host: example.com
      X-Forwarded-Port: 8080
      Forwarded: for=203.0.113.9;host=example.com;proto=http
      """;

  private static HeadServer server;

  @BeforeAll
  static void start() {
    server = new HeadServer(address -> false);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void handshakePassesAsItCameButForWhatIsOfOneHop() throws Exception {
    String head =
        ask(
            """
            GET /chat/%20a?x=%0d&y HTTP/1.1
            Host: example.com
            connection: keep-alive, Upgrade, X-Hop
            upgrade: WebSocket
            x-HOP: 1
            Keep-Alive: timeout=5
            TE: trailers
            Proxy-Connection: keep-alive
            Proxy-Authorization: Basic eDp5
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            sec-websocket-version: 13
            Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
            Cookie: a=1
            Cookie: b=2
            X-Empty:
            X-Latin: caf\u00e9

            """);

    assertEquals(
        """
        GET /chat/%20a?x=%0d&y HTTP/1.1
        Host: example.com
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        sec-websocket-version: 13
        Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
        Cookie: a=1
        Cookie: b=2
        X-Empty:\s
        X-Latin: caf\u00e9
        """
            + TOLD
            + "Connection: Upgrade\nUpgrade: websocket\n\n",
        head);
  }

  @Test
  void bodyIsAnnouncedAsTheClientAnnouncedIt() throws Exception {
    assertEquals(
        "POST / HTTP/1.1\nHost: example.com\n" + TOLD + "Content-Length: 2\n\n",
        ask("POST / HTTP/1.1\nHost: example.com\nContent-Length: 2\n\nhi"));
    assertEquals(
        "POST / HTTP/1.1\nHost: example.com\n" + TOLD + "Transfer-Encoding: chunked\n\n",
        ask("POST / HTTP/1.1\nHost: example.com\nTransfer-Encoding: chunked\n\n0\n\n"));
    assertEquals(
        "DELETE / HTTP/1.1\nHost: example.com\n" + TOLD + "\n",
        ask("DELETE / HTTP/1.1\nHost: example.com\nConnection: close\n\n"));
  }

  @Test
  void oldRequestWithoutHostGetsThatOfTheTarget() throws Exception {
    assertEquals(
        """
        GET / HTTP/1.1
        Host: backend:81
        X-Forwarded-For: 203.0.113.9
        X-Forwarded-Proto: http
        X-Forwarded-Port: 8080
        Forwarded: for=203.0.113.9;proto=http

        """,
        ask("GET / HTTP/1.0\n\n"));
  }

  @Test
  void emptyHostIsOneToo() throws Exception {
    assertEquals("Host: ", ask("GET / HTTP/1.1\nHost:\n\n").lines().skip(1).findFirst().get());
  }

  @Test
  void absoluteFormBecomesOriginForm() throws Exception {
    assertEquals(
        "GET /?q=1 HTTP/1.1\nHost: example.com\n" + TOLD + "\n",
        ask("GET http://EXAMPLE.com?q=1 HTTP/1.1\nHost: example.com\n\n"));
  }

  @Test
  void nobodyLosesByConnectionWhatHeNeeds() throws Exception {
    assertEquals(
        "POST / HTTP/1.1\nHost: example.com\nSec-WebSocket-Key: k\n"
            + TOLD
            + "Content-Length: 2\n\n",
        ask(
            "POST / HTTP/1.1\nHost: example.com\nConnection: close, host, Content-Length,"
                + " sec-websocket-key, X-Forwarded-For, ,x\nSec-WebSocket-Key: k\n"
                + "Content-Length: 2\nX: y\n\nhi"));
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Client-Cert",
    "x-forwarded-CLIENT-cert",
    "X_Forwarded_Client_Cert",
    "X-Forwarded_Client-Cert",
    "x_forwarded_for",
    "X_Forwarded_Proto",
    "X_Forwarded_Host",
    "X_Forwarded_Port",
    "Content_Length",
  })
  void nobodyMakesUpWhatServersTakeForOurs(String name) throws Exception {
    String made = name + ": 1\n";

    assertEquals(
        "GET / HTTP/1.1\nHost: example.com\nX_Own: 1\n" + TOLD + "\n",
        ask("GET / HTTP/1.1\nHost: example.com\n" + made + "X_Own: 1\n" + made + "\n"));
  }

  @Test
  void targetLearnsWhoAsksAlsoWhenConnectionNamesIt() throws Exception {
    assertEquals(
        "GET / HTTP/1.1\nHost: example.com\nCookie: a=1\nOrigin: http://b\nAuthorization: Bearer c\n"
            + TOLD
            + "\n",
        ask(
            "GET / HTTP/1.1\nHost: example.com\nConnection: cookie, ORIGIN, authorization\n"
                + "Cookie: a=1\nOrigin: http://b\nAuthorization: Bearer c\n\n"));
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET / HTTP/1.1~Host: a~Host: a~~                        | 400 Host was given twice
          GET / HTTP/1.1~~                                        | 400 Host is missing
          GET / HTTP/1.1~Host: a b~~                              | 400 Host is malformed
          GET / HTTP/1.1~Host: a"~~                               | 400 Host is malformed
          GET http://b/ HTTP/1.1~Host: a~~                        | 400 Host is not that of the request target
          GET http://a/ HTTP/1.0~~                                | 400 Host is not that of the request target
          GET /a#b HTTP/1.1~Host: a~~                             | 400 malformed request target
          GET /a\u007fb HTTP/1.1~Host: a~~                        | 400 malformed request target
          GET foo HTTP/1.1~Host: a~~                              | 400 malformed request target
          GET http://a?/public/ HTTP/1.1~Host: a~~                | 400 malformed request target
          GET http://a?b=/public/?c HTTP/1.1~Host: a~~            | 400 malformed request target
          GET http://?/public/ HTTP/1.1~Host:~~                   | 400 malformed request target
          GET x://a/public/ HTTP/1.1~Host: a~~                    | 400 malformed request target
          GET ?sid=://a/public/ HTTP/1.1~Host: a~~                | 400 malformed request target
          GET *?/public/ HTTP/1.1~Host: a~~                       | 400 malformed request target
          GET http:/a/public/ HTTP/1.1~Host: a~~                  | 400 malformed request target
          GET http://a#/public/ HTTP/1.1~Host: a~~                | 400 malformed request target
          GET http://u@a/public/ HTTP/1.1~Host: a~~               | 400 Host is not that of the request target
          GET http://u@a/public/ HTTP/1.1~Host: u@a~~             | 400 Host is malformed
          GET http://a\\public/ HTTP/1.1~Host: a~~                | 400 Host is not that of the request target
          GET http:////a/public/ HTTP/1.1~Host: a~~               | 400 Host is not that of the request target
          POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~0~~ | 501 only chunked bodies are understood
          """)
  void whatCouldBeUnderstoodInTwoWaysIsRefused(String request, String answer) throws Exception {
    assertEquals(answer, ask(request.replace('~', '\n')));
  }

  @Test
  void connectionMayNotNameFieldsWithoutEnd() throws Exception {
    String options = IntStream.range(0, 33).mapToObj(i -> "x" + i).collect(Collectors.joining(","));

    assertEquals(
        "400 too many connection options",
        ask("GET / HTTP/1.1\nHost: a\nConnection: " + options + "\n\n"));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "http://a/public/?/, /public/",
    "http://a?b=c,       /",
    "http://a,           /",
    "HTTP://A//b,        //b",
    "//a/public/,        //a/public/",
    "/?http://a/public/, /",
    "*,                  *",
  })
  void pathIsTheOneThatRoutesGoBy(String target, String path) throws Exception {
    String head = ask("GET " + target + " HTTP/1.1\nHost: a\n\n");

    assertEquals(path, server.latest().path());
    assertTrue(head.startsWith("GET " + path), head);
    assertEquals(path, server.routed());
  }

  @Test
  void requestTellsItsPathAndCookies() throws Exception {
    ask("GET http://a/b/%63?room=x%20y&room=z HTTP/1.1\nHost: a\nCookie: c=1; d=2\n\n");

    assertEquals("/b/%63", server.latest().path());
    assertEquals("2", server.latest().cookie("d"));
    assertNull(server.latest().cookie("e"));
    assertEquals(
        new ClientAddress(CLIENT, 5555, "192.0.2.1", 8080, false), server.latest().client());
  }

  @Test
  void cookiesAreFoundInWhicheverFieldTheyCame() throws Exception {
    ask("GET / HTTP/1.1\nHost: a\nCookie: c=1\nCookie: d=2; e=3\n\n");

    assertEquals("1", server.latest().cookie("c"));
    assertEquals("3", server.latest().cookie("e"));
  }

  @Test
  void clientWithoutAnAddressHasThatOfItsConnection() throws Exception {
    String sockets = "/run/a".concat("\0".repeat(102)).repeat(2);
    String header = "\r\n\r\n\0\r\nQUIT\n!1\0\u00d8" + sockets;

    assertEquals("400 Host is missing", server.askBehind(header, "GET / HTTP/1.1\r\n\r\n"));

    assertEquals("127.0.0.1", server.peer());
  }

  private static String ask(String request) throws Exception {
    return server.ask(CLIENT, request.replace("\n", "\r\n")).replace("\r\n", "\n");
  }
}
