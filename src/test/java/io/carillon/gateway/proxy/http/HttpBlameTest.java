package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What counts against a target that is asked by plain HTTP, and what clients bring about. */
class HttpBlameTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final int SEVERAL_EJECTIONS = 24;

  private RawBackend first;
  private RawBackend second;
  private HttpProxy proxy;
  private RawHttp client;

  @AfterEach
  void stop() {
    client.close();
    proxy.close();
    first.close();
    second.close();
  }

  @Test
  void requestThatAllHangUpOnEjectsNobody() {
    start(HttpBlameTest::fussy, HttpBlameTest::fussy);

    for (int i = 0; i < SEVERAL_EJECTIONS; i++) {
      get("/bad", "502 Bad Gateway");
    }

    assertEquals(List.of(0L, 0L), failures());
    get("/good", "200 OK");
    get("/good", "200 OK");
    assertEquals(List.of(0L, 0L), ejections());
  }

  @Test
  void targetThatHangsUpOnWhatAnotherAnswersIsEjected() {
    start(HttpBlameTest::broken, HttpBlameTest::fussy);

    for (int i = 0; i < SEVERAL_EJECTIONS && ejections().get(0) == 0; i++) {
      client.send("GET /good HTTP/1.1\r\nHost: a\r\n\r\n");
      skip(client.head());
    }

    assertEquals(List.of(5L, 0L), failures());
    assertEquals(List.of(1L, 0L), ejections());
    get("/good", "200 OK");
    get("/good", "200 OK");
  }

  @Test
  void poolThatHangsUpOnEverythingEjectsNobody() {
    start(HttpBlameTest::broken, HttpBlameTest::broken);

    for (int i = 0; i < SEVERAL_EJECTIONS; i++) {
      get("/" + i, "502 Bad Gateway");
    }

    assertEquals(List.of(0L, 0L), ejections());
  }

  @Test
  void halfAStatusLineIsBlamedOnTheTarget() {
    Consumer<RawHttp> half =
        connection -> {
          connection.head();
          connection.send("HT");
          connection.close();
        };
    start(half, half);

    get("/", "502 Bad Gateway");
    get("/", "502 Bad Gateway");

    assertEquals(List.of(1L, 1L), failures());
  }

  @Test
  void bodyThatTargetsHangUpOnIsNotBlamedOnThem() {
    Consumer<RawHttp> asking =
        connection -> {
          connection.head();
          connection.send("HTTP/1.1 100 Continue\r\n\r\n");
          connection.text(4);
          connection.close();
        };
    start(asking, asking);

    client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.head());
    client.send("evil");

    assertTrue(client.head().startsWith("HTTP/1.1 502 Bad Gateway\r\n"));
    assertEquals(List.of(0L, 0L), failures());
  }

  @Test
  void targetThatKnowsNoExpectationsIsNotBlamedForWaiting() {
    first = RawBackend.start();
    second = RawBackend.start();
    proxy = HttpProxy.to(first.port(), second.port()).response(Duration.ofSeconds(1)).start();
    client = RawHttp.connect(proxy.port());

    client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    first.next().head();

    assertTrue(client.rest().startsWith("HTTP/1.1 504 Gateway Timeout\r\n"));
    assertEquals(List.of(0L, 0L), failures());
  }

  @Test
  void placeThatIsSlowOnAllTargetsEjectsNobody() {
    startImpatient(100, connection -> {}, connection -> {});

    for (int i = 0; i < SEVERAL_EJECTIONS / 2; i++) {
      askAnew("/slow?" + i, "504 Gateway Timeout");
    }

    assertEquals(List.of(0L, 0L), failures());
  }

  @Test
  void targetThatIsLateWhereAnotherAnswersIsBlamed() {
    startImpatient(2_000, connection -> {}, HttpBlameTest::fussy);

    askAnew("/place?a", "504 Gateway Timeout");
    assertEquals(List.of(0L, 0L), failures());
    askAnew("/place?b", "200 OK");

    assertEquals(List.of(1L, 0L), failures());
  }

  private void startImpatient(int millis, Consumer<RawHttp> one, Consumer<RawHttp> other) {
    first = RawBackend.start(one);
    second = RawBackend.start(other);
    proxy = HttpProxy.to(first.port(), second.port()).response(Duration.ofMillis(millis)).start();
    client = RawHttp.connect(proxy.port());
  }

  private void askAnew(String path, String status) {
    try (RawHttp anew = RawHttp.connect(proxy.port())) {
      anew.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      String head = anew.head();
      assertTrue(head.startsWith("HTTP/1.1 " + status + "\r\n"), head);
    }
  }

  /** Answers all but what is asked under {@code /bad}. */
  private static void fussy(RawHttp connection) {
    while (!connection.head().startsWith("GET /bad")) {
      connection.send(OK);
    }
    connection.close();
  }

  private static void broken(RawHttp connection) {
    connection.head();
    connection.close();
  }

  private void start(Consumer<RawHttp> one, Consumer<RawHttp> other) {
    first = RawBackend.start(one);
    second = RawBackend.start(other);
    proxy = HttpProxy.start(first.port(), second.port());
    client = RawHttp.connect(proxy.port());
  }

  private void get(String path, String status) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    String head = client.head();
    assertTrue(head.startsWith("HTTP/1.1 " + status + "\r\n"), head);
    skip(head);
  }

  private void skip(String head) {
    String length = head.replaceAll("(?is).*\r\ncontent-length: (\\d+)\r\n.*", "$1");
    client.text(Integer.parseInt(length));
  }

  private List<Long> failures() {
    return proxy.pool().targets().stream().map(one -> one.status().failures()).toList();
  }

  private List<Long> ejections() {
    return proxy.pool().targets().stream().map(one -> one.tally().ejections()).toList();
  }
}
