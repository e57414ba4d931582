package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that two servers could understand in two ways end with their connection, and nobody else
 * is disturbed.
 */
class HttpBadRequestTest {
  private static final String HOST = "Host: a\r\n";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  private static RawBackend backend;
  private static HttpProxy proxy;
  private static Bystanders bystanders;

  @BeforeAll
  static void start() {
    backend =
        Bystanders.target(other -> other.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    proxy = HttpProxy.start(backend.port());
    bystanders = Bystanders.of(proxy);
  }

  @AfterAll
  static void stop() {
    bystanders.assertUndisturbed();
    bystanders.close();
    proxy.close();
    backend.close();
  }

  @AfterEach
  void nobodyHeardOfIt() {
    assertEquals(Bystanders.COUNT, backend.connections());
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        bad("length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"),
        bad("two lengths", "Content-Length: 4\r\nContent-Length: 5\r\n"),
        bad("the same length twice", "Content-Length: 4\r\nContent-Length: 4\r\n"),
        bad("a list of lengths", "Content-Length: 4, 4\r\n"),
        bad("a signed length", "Content-Length: +4\r\n"),
        bad("a negative length", "Content-Length: -4\r\n"),
        bad("a hexadecimal length", "Content-Length: 0x4\r\n"),
        bad("an empty length", "Content-Length:\r\n"),
        bad("a huge length", "Content-Length: 99999999999999999999\r\n"),
        bad("chunks, then another coding", "Transfer-Encoding: chunked, gzip\r\n"),
        bad("another coding alone", "Transfer-Encoding: gzip\r\n"),
        bad("chunks twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        bad("almost chunks", "Transfer-Encoding: xchunked\r\n"),
        bad("a blank before a colon", "Content-Length : 4\r\n"),
        bad("a control character in a value", "X: a\u0001b\r\n"),
        bad("a zero in a value", "X: a\0b\r\n"),
        bad("a bare carriage return", "X: a\rContent-Length: 4\r\n"),
        bad("a bare line feed", "X: a\nContent-Length: 4\r\n"),
        bad("a blank in a name", "X Y: a\r\n"),
        bad("no colon", "X\r\n"),
        Arguments.of(
            "a control character in the target", "GET /a\u0001b HTTP/1.1\r\n" + HOST + "\r\n", 400),
        Arguments.of("a blank in the target", "GET /a b HTTP/1.1\r\n" + HOST + "\r\n", 400),
        Arguments.of("an unknown version", "GET / HTTP/3.7\r\n" + HOST + "\r\n", 501),
        Arguments.of("no version", "GET /\r\n" + HOST + "\r\n", 400),
        Arguments.of("another Host", "GET http://b/ HTTP/1.1\r\n" + HOST + "\r\n", 400),
        Arguments.of("two hosts", "GET / HTTP/1.1\r\n" + HOST + "Host: b\r\n\r\n", 400),
        Arguments.of(
            "a coding before chunks",
            "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: gzip, chunked\r\n\r\n",
            501),
        Arguments.of(
            "chunks in the old version",
            "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n",
            400),
        Arguments.of("a long line", "GET /" + "x".repeat(33_000) + " HTTP/1.1\r\n\r\n", 414),
        Arguments.of(
            "a long header", "GET / HTTP/1.1\r\nX: " + "x".repeat(33_000) + "\r\n\r\n", 431),
        Arguments.of(
            "many headers", "GET / HTTP/1.1\r\n" + "X: 12345678\r\n".repeat(3_000) + "\r\n", 431),
        Arguments.of("a tunnel", "CONNECT a:80 HTTP/1.1\r\n" + HOST + "\r\n", 400),
        Arguments.of("an echo", "TRACE / HTTP/1.1\r\n" + HOST + "\r\n", 405),
        Arguments.of(
            "another expectation", "PUT / HTTP/1.1\r\n" + HOST + "Expect: cake\r\n\r\n", 417));
  }

  private static Arguments bad(String what, String header) {
    return Arguments.of(what, "POST / HTTP/1.1\r\n" + HOST + header + "\r\n", 400);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRefused(String what, String request, int status) {
    String all = RawHttp.whole(proxy.port(), request + SMUGGLED);

    // The version of what could not be read is a guess.
    assertTrue(all.matches("(?s)HTTP/[13]\\.[017] " + status + " .*"), all);
    assertEquals(0, all.lastIndexOf("HTTP/"), "answered what was behind it: " + all);
  }

  @Test
  void methodThatIsNotServedTellsThoseThatAre() {
    assertEquals(
        "HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Allow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\r\ncontent-length: 20\r\n"
            + "Connection: close\r\n\r\nTRACE is not served\n",
        RawHttp.whole(proxy.port(), "TRACE / HTTP/1.1\r\n" + HOST + "\r\n"));
  }
}
