package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.TestNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A field whose name differs in one byte from one that matters means nothing to a node, and is
 * passed on as it came; on each listener.
 */
class AlmostKnownNamesTest {
  private static final String LAST = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  private static final List<String> HEADS = new CopyOnWriteArrayList<>();

  private static RawBackend backend;
  private static TestNode node;

  @BeforeAll
  static void start() {
    backend =
        RawBackend.start(
            connection -> {
              while (true) {
                HEADS.add(connection.head());
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              }
            });
    node =
        TestNode.start(
            "routes=[{path: /p/, proxy: p}]",
            "pools={p: {targets: [{url: 'http://127.0.0.1:" + backend.port() + "'}]}}");
  }

  @BeforeEach
  void forget() {
    HEADS.clear();
  }

  @AfterAll
  static void stop() {
    node.close();
    backend.close();
  }

  @Test
  void requestIsNotTheBodyOfTheOneBefore() {
    String first = "GET /p/first HTTP/1.1\r\nHost: h\r\nContent-Xength: 5\r\n\r\n";

    String answers = RawHttp.whole(node.port(), first + "GET /p/second" + LAST);

    assertEquals(2, answers(answers, 200), answers);
    assertEquals(2, HEADS.size());
    assertTrue(HEADS.get(0).contains("\r\nContent-Xength: 5\r\n"), HEADS.get(0));
    assertTrue(HEADS.get(1).startsWith("GET /p/second HTTP/1.1\r\n"), HEADS.get(1));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Host,           5",
    "Accept,         5",
    "Connection,     close",
    "Content-Type,   5",
    "Content-Length, 5",
    "content-type,   5",
    "content-length, 5",
    "Transfer-Encoding, chunked"
  })
  void almostAKnownNameIsNotThatName(String name, String value) {
    for (int at = 0; at < name.length(); at++) {
      String field = name.substring(0, at) + "X" + name.substring(at + 1) + ": " + value;
      HEADS.clear();

      assertEquals(2, answersOf(node.port(), "/p/x", 200, field), field);
      assertEquals(2, answersOf(node.port(), "/nowhere", 404, field), field);
      assertEquals(2, answersOf(node.adminPort(), "/health/live", 200, field), field);

      assertEquals(2, HEADS.size(), field);
      assertTrue(HEADS.get(0).contains("\r\n" + field + "\r\n"), field + " in " + HEADS.get(0));
    }
  }

  /** Asks with the field, and without it right behind that. */
  private static int answersOf(int port, String path, int status, String field) {
    String asked = "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n";
    return answers(RawHttp.whole(port, asked + "GET " + path + LAST), status);
  }

  private static int answers(String all, int status) {
    return all.split("HTTP/1\\.1 " + status + " ", -1).length - 1;
  }
}
