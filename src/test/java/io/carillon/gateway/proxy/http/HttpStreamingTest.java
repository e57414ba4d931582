package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.log.AccessEntry.Closing;
import io.carillon.gateway.proxy.tally.TimeoutKind;
import io.carillon.gateway.testkit.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Bodies that are large, slow, or take turns. */
class HttpStreamingTest extends HttpEnds {
  private static final int PIECE = 64 * 1024;
  private static final int PIECES = 800;

  /** More than all buffers of four sockets and the proxy hold on loopback, less than a body. */
  private static final long BUFFERED = 24L * 1024 * 1024;

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void largeBodyReachesTheTargetWhole() throws Exception {
    CompletableFuture<Long> seen = new CompletableFuture<>();
    try (RawBackend backend =
            RawBackend.start(
                connection -> {
                  connection.head();
                  seen.complete(checksum(connection));
                  connection.send(OK);
                });
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + PIECE * PIECES + "\r\n\r\n");

      long sent = send(client);

      assertEquals(sent, seen.get(20, TimeUnit.SECONDS));
      assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
      assertEquals((long) PIECE * PIECES, proxy.logged().outcome().up().bytes());
    }
  }

  @Test
  void largeBodyReachesTheClientWhole() throws Exception {
    CompletableFuture<Long> sent = new CompletableFuture<>();
    try (RawBackend backend =
            RawBackend.start(
                connection -> {
                  connection.head();
                  connection.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: " + PIECE * PIECES + "\r\n\r\n");
                  sent.complete(send(connection));
                });
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").head();

      long seen = checksum(client);

      assertEquals(sent.get(20, TimeUnit.SECONDS), seen);
      assertEquals((long) PIECE * PIECES, proxy.logged().outcome().down().bytes());
    }
  }

  @Test
  void clientThatDoesNotReadStopsItsTarget() {
    AtomicLong sent = new AtomicLong();
    try (RawBackend backend =
            RawBackend.start(
                connection -> {
                  connection.head();
                  connection.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: " + PIECE * PIECES + "\r\n\r\n");
                  send(connection, sent);
                });
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port(), 16 * 1024)) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").head();

      awaitStandstill(sent);

      assertTrue(sent.get() < BUFFERED, "sent " + sent);
      // Bystanders are served meanwhile, and the rest comes when it is read.
      assertTrue(
          RawHttp.whole(proxy.port(), "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n").contains(" 405 "));
      checksum(client);
      assertEquals((long) PIECE * PIECES, sent.get());
    }
  }

  @Test
  void clientThatTakesNothingInTimeIsNoTimeoutOfItsTarget() {
    try (RawBackend backend =
            RawBackend.start(
                connection -> {
                  connection.head();
                  connection.send("HTTP/1.1 200 OK\r\n\r\n");
                  send(connection);
                });
        HttpProxy proxy = HttpProxy.to(backend.port()).response(Duration.ofMillis(500)).start();
        RawHttp client = RawHttp.connect(proxy.port(), 16 * 1024)) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").head();

      Closing closing = proxy.logged().outcome().closing();

      assertEquals("the client took nothing in time", closing.reason());
      assertEquals("client", closing.by());
      assertEquals(0, proxy.pool().targets().get(0).tally().timeouts().of(TimeoutKind.RESPONSE));
    }
  }

  @Test
  void targetThatDoesNotReadStopsItsClient() {
    AtomicLong sent = new AtomicLong();
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + PIECE * PIECES + "\r\n\r\n");
    CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(client, sent));
    RawHttp target = backend.next();
    target.head();

    awaitStandstill(sent);

    assertTrue(sent.get() < BUFFERED, "sent " + sent);
    assertFalse(sending.isDone());
    checksum(target);
    sending.join();
  }

  @Test
  void headOfAnAnswerDoesNotWaitForItsBody() {
    RawHttp target = ask("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
    target.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");

    assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
    for (int i = 0; i < 3; i++) {
      target.send("3\r\none\r\n");
      assertEquals("3\r\none\r\n", client.text(8));
    }
  }

  @Test
  void answerMayBeginBeforeTheRequestHasEnded() {
    RawHttp target = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    assertEquals("ab", target.text(2));
    target.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nAB");
    assertTrue(client.head().contains("Connection: close\r\n"));
    assertEquals("AB", client.text(2));

    client.send("cd");
    assertEquals("cd", target.text(2));
    target.send("CD");

    assertEquals("CD", client.rest());
  }

  @Test
  void clientSendsItsBodyWhenTheTargetSaysSo() {
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    RawHttp target = backend.next();
    assertTrue(target.head().contains("Expect: 100-continue\r\n"));

    target.send("HTTP/1.1 100 Continue\r\n\r\n");

    assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.head());
    client.send("ab");
    assertEquals("ab", target.text(2));
    target.send(OK);
    assertFalse(client.head().contains("close"));
    assertEquals("ok", client.text(2));
  }

  @Test
  void clientWhoseBodyIsNotWantedIsNotWaitedFor() {
    RawHttp target =
        ask("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");

    target.send("HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno");

    assertEquals(
        "HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno", client.rest());
    assertEquals("", target.rest());
  }

  @Test
  void clientThatSendsOnAfterItsAnswerStillGetsIt() {
    RawHttp target = ask("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    target.send("HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno");
    assertEquals("", target.rest(), "closed by the proxy");

    client.send(new byte[1_000_000]);

    assertTrue(client.rest().endsWith("\r\n\r\nno"));
  }

  @Test
  void earlyHintsPass() {
    RawHttp target = ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    target.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + OK);

    assertEquals("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", client.head());
    assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
  }

  @Test
  void earlyHintsPutNoAnswerOff() {
    String hint = "HTTP/1.1 103 Early Hints\r\n\r\n";
    CompletableFuture<RawHttp> slow = new CompletableFuture<>();
    try (RawBackend backend =
            RawBackend.start(
                connection -> {
                  while (!connection.head().startsWith("GET /slow ")) {
                    connection.send(OK);
                  }
                  slow.complete(connection);
                });
        HttpProxy proxy = HttpProxy.to(backend.port()).response(Duration.ofMillis(300)).start();
        RawHttp bystander = RawHttp.connect(proxy.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");

      String head = hint;
      while (head.equals(hint)) {
        // Between two of them passes some time, though never as much as the target has.
        for (int i = 0; i < 20; i++) {
          bystander.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").head();
          assertEquals("ok", bystander.text(2));
        }
        slow.join().send(hint);
        head = client.head();
      }

      assertTrue(head.startsWith("HTTP/1.1 504 "), head);
    }
  }

  @Test
  void earlyHintsWithoutEndAreMalformed() {
    String hint = "HTTP/1.1 103 Early Hints\r\nLink: " + "x".repeat(1000) + "\r\n\r\n";
    try (RawBackend backend = RawBackend.saying(hint.repeat(40) + OK);
        HttpProxy proxy = HttpProxy.start(backend.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      String head = client.head();
      int hints = 0;
      while (head.equals(hint)) {
        hints++;
        head = client.head();
      }

      assertTrue(head.startsWith("HTTP/1.1 502 "), head);
      assertEquals(31, hints);
    }
  }

  @Test
  void longPollOutlivesTheIdleTimeOfTheListener() {
    try (RawBackend backend = RawBackend.start();
        HttpProxy proxy = HttpProxy.to(backend.port()).idle(Duration.ofMillis(150)).start();
        RawHttp witness = RawHttp.connect(proxy.port());
        RawHttp client = RawHttp.connect(proxy.port())) {
      // The poll waits for the answer to the request before it.
      String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
      client.send(get + get);
      RawHttp target = backend.next();
      target.head();
      target.send(OK);
      client.head();
      assertEquals("ok", client.text(2));
      target.head();
      for (int i = 0; i < 3; i++) {
        // As long as the listener waits, each time.
        assertEquals("", witness(witness, proxy));
      }

      target.send(OK);

      assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
      assertEquals("ok", client.text(2));
      // Without a request it is an idle connection like any other.
      assertEquals("", client.rest());
    }
  }

  private static String witness(RawHttp first, HttpProxy proxy) {
    String end = first.rest();
    try (RawHttp next = RawHttp.connect(proxy.port())) {
      return end + next.rest();
    }
  }

  private static byte[] piece(int number) {
    byte[] piece = new byte[PIECE];
    Arrays.fill(piece, (byte) number);
    return piece;
  }

  private static long send(RawHttp to) {
    return send(to, new AtomicLong());
  }

  private static long send(RawHttp to, AtomicLong sent) {
    CRC32 sum = new CRC32();
    for (int i = 0; i < PIECES; i++) {
      byte[] piece = piece(i);
      sum.update(piece);
      to.send(piece);
      sent.addAndGet(PIECE);
    }
    return sum.getValue();
  }

  private static long checksum(RawHttp from) {
    CRC32 sum = new CRC32();
    for (int i = 0; i < PIECES; i++) {
      sum.update(from.bytes(PIECE));
    }
    return sum.getValue();
  }

  // Nothing is sent for as long as it takes to look twice, some hundred milliseconds apart.
  private static void awaitStandstill(AtomicLong sent) {
    long[] before = {-1};
    Await.until(
        Duration.ofSeconds(10),
        () -> {
          long now = sent.get();
          boolean still = now > 0 && now == before[0];
          before[0] = now;
          return still;
        },
        () -> "still sending: " + sent);
  }
}
