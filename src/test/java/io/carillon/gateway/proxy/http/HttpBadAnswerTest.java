package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.testkit.Await;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets that answer badly, or not at all; nobody else is disturbed by them. */
class HttpBadAnswerTest {
  private static final String MALFORMED = "the target's answer is malformed";
  private static final String CLOSED = "the target closed the connection";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  static Stream<Arguments> badAnswers() {
    return Map.ofEntries(
            Map.entry("garbage", "what is this?\r\n\r\n"),
            Map.entry("an unknown version", "HTTQ/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
            Map.entry("a bare line feed", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
            Map.entry("half a head", "HTTP/1.1 200 OK\r\nContent-Le"),
            Map.entry("a long line", "HTTP/1.1 200 " + "x".repeat(33_000) + "\r\n\r\n"),
            Map.entry("a large head", "HTTP/1.1 200 OK\r\nA: " + "x".repeat(33_000) + "\r\n\r\n"),
            Map.entry("no number", "HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n"),
            Map.entry("a low status", "HTTP/1.1 42 OK\r\nContent-Length: 0\r\n\r\n"),
            Map.entry(
                "two lengths",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
            Map.entry("a bad length", "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok"),
            Map.entry(
                "length and chunks",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            Map.entry(
                "an unknown coding",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
            Map.entry("a control character", "HTTP/1.1 200 OK\r\nA: b\u0001\0\r\n\r\n"),
            Map.entry(
                "an upgrade",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"))
        .entrySet()
        .stream()
        .map(one -> Arguments.of(one.getKey(), one.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badAnswers")
  void isABadGateway(String what, String answer) {
    try (RawBackend backend = beside(answer);
        HttpProxy proxy = HttpProxy.start(backend.port());
        Bystanders bystanders = Bystanders.of(proxy);
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertText(client, "502 Bad Gateway", MALFORMED);
      assertOpen(proxy, Bystanders.COUNT);
      // The client's connection is none the worse for it.
      client.send(GET);
      assertText(client, "502 Bad Gateway", MALFORMED);
      bystanders.assertUndisturbed();
    }
  }

  @Test
  void blankBeforeAColonIsRemoved() {
    try (RawBackend backend =
            RawBackend.saying("HTTP/1.1 200 OK\r\nA : b\r\nContent-Length: 0\r\n\r\n");
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertEquals("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 0\r\n\r\n", client.head());
    }
  }

  @Test
  void nothingAtAllIsABadGateway() {
    try (RawBackend backend = RawBackend.saying("");
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertText(client, "502 Bad Gateway", CLOSED);
      assertEquals(CLOSED, proxy.logged().outcome().closing().reason());
      assertEquals(1, backend.connections(), "sent again although it may have been heard");
    }
  }

  @Test
  void silenceIsAGatewayTimeout() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.to(backend.port()).response(Duration.ofMillis(200)).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertText(client, "504 Gateway Timeout", "the target did not answer in time");
      RawHttp target = backend.next();
      target.head();
      assertEquals("", target.rest(), "connection stays open");
      assertNothingOpen(proxy);
    }
  }

  @Test
  void halfAHeadAndSilenceIsAGatewayTimeout() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.to(backend.port()).response(Duration.ofMillis(200)).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);
      backend.next().send("HTTP/1.1 200 OK\r\nConte");

      assertText(client, "504 Gateway Timeout", "the target did not answer in time");
    }
  }

  @Test
  void nobodyThereIsABadGateway() {
    int free;
    try (RawBackend gone = RawBackend.start()) {
      free = gone.port();
    }
    try (HttpProxy proxy = HttpProxy.start(free);
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertTrue(client.head().startsWith("HTTP/1.1 502 Bad Gateway\r\n"));
      assertEquals(502, proxy.logged().given().status());
    }
  }

  @Test
  void poolWithoutTargetsIsUnavailable() {
    try (HttpProxy proxy = HttpProxy.start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertTrue(client.head().startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    }
  }

  @ParameterizedTest
  @MethodSource("cutAnswers")
  void answerThatIsCutResetsTheClient(String answer) {
    try (RawBackend backend = beside(answer);
        HttpProxy proxy = HttpProxy.start(backend.port());
        Bystanders bystanders = Bystanders.of(proxy);
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertTrue(client.isReset(), "looks whole");
      assertEquals("target", proxy.logged().outcome().closing().by());
      assertOpen(proxy, Bystanders.COUNT);
      bystanders.assertUndisturbed();
    }
  }

  static Stream<String> cutAnswers() {
    return Stream.of(
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nxyz\r\n");
  }

  @Test
  void clientOfTheOldVersionSeesThatItsAnswerWasCut() {
    try (RawBackend backend =
            RawBackend.saying(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET / HTTP/1.0\r\n\r\n");

      assertTrue(client.isReset(), "looks whole");
    }
  }

  @Test
  void silenceInTheMidstOfABodyResetsTheClient() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.to(backend.port()).response(Duration.ofMillis(200)).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);
      backend.next().send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");

      assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
      assertTrue(client.isReset(), "looks whole");
    }
  }

  @Test
  void bytesBehindAnAnswerNeverAnswerAnotherRequest() {
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    String forged = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    try (RawBackend backend = RawBackend.answering(ok + forged);
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      // The second one waits already when the first is answered.
      client.send(GET + GET);

      for (int i = 0; i < 2; i++) {
        assertTrue(client.head().contains("ength: 2\r\n"));
        assertEquals("ok", client.text(2));
      }
      assertEquals(2, backend.connections());
    }
  }

  @Test
  void connectionThatTellsOfItsClientIsNotShared() {
    try (RawBackend backend =
            RawBackend.start(
                connection -> {
                  while (true) {
                    assertTrue(connection.head().startsWith("PROXY TCP4 "));
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        HttpProxy proxy =
            HttpProxy.to(backend.port()).sendProxy(PoolConfig.ProxyHeader.V1).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      for (int i = 0; i < 3; i++) {
        client.send(GET);
        assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
      }
      assertEquals(3, backend.connections());
    }
  }

  private static void assertText(RawHttp client, String status, String text) {
    String head = client.head();
    assertTrue(head.startsWith("HTTP/1.1 " + status + "\r\n"), head);
    assertTrue(head.toLowerCase(java.util.Locale.ROOT).contains("content-type: text/plain"), head);
    assertEquals(text + "\n", client.text(text.length() + 1));
  }

  private static RawBackend beside(String answer) {
    return Bystanders.target(
        other -> {
          other.send(answer);
          other.close();
        });
  }

  private static void assertNothingOpen(HttpProxy proxy) {
    assertOpen(proxy, 0);
  }

  private static void assertOpen(HttpProxy proxy, int count) {
    Target target = proxy.pool().targets().get(0);
    Await.until(() -> target.open() == count, () -> "open: " + target.open());
  }
}
