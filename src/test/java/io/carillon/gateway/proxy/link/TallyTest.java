package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.proxy.tally.CloseClass;
import io.carillon.gateway.proxy.tally.Closer;
import io.carillon.gateway.proxy.tally.DialOutcome;
import io.carillon.gateway.proxy.tally.HandshakeOutcome;
import io.carillon.gateway.proxy.tally.Tally;
import io.carillon.gateway.proxy.tally.TimeoutKind;
import io.carillon.gateway.proxy.tally.Traffic;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted of a target, as its links come and go. */
class TallyTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(1);

  private RawWebSocketBackend backend;
  private LinkServer gateway;
  private RawWebSocket client;
  private RawWebSocketBackend.Peer target;

  @BeforeEach
  void start() {
    backend = new RawWebSocketBackend();
  }

  @AfterEach
  void stop() {
    client.close();
    if (target != null) {
      target.close();
    }
    gateway.awaitNothing();
    gateway.close();
    backend.close();
  }

  @Test
  void bytesAndMessagesAreToldWhileTheLinkIsOpen() {
    open(LinkServer.to(backend.port()));

    client.sendText("four");
    target.sendText("twelve bytes");
    target.sendText("and these");

    // A frame of the client has a mask of four bytes and a head of two.
    Traffic wanted = new Traffic(10, 14 + 11, 1, 2);
    Await.until(() -> tally().traffic().equals(wanted), () -> tally().traffic().toString());
    assertEquals(1, tally().links());
    assertEquals(1, tally().dials().of(DialOutcome.OK));
  }

  @Test
  void linkIsCountedByWhoClosedItAndHow() {
    open(LinkServer.to(backend.port()));

    target.reset();

    assertEquals("close 1012 backend lost", client.read().toString());
    client.close();
    awaitClosed(Closer.TARGET, CloseClass.LOST);
    assertEquals(0, tally().links());
  }

  @Test
  void idleLinkIsATimeout() {
    open(LinkServer.to(timeouts(LONG, SHORT, Duration.ZERO), SHORT, backend.port()));

    assertEquals("close 1001 idle", client.read().toString());

    awaitClosed(Closer.GATEWAY, CloseClass.AWAY);
    assertEquals(1, tally().timeouts().of(TimeoutKind.TUNNEL));
  }

  @Test
  void oldLinkIsATimeout() {
    open(LinkServer.to(timeouts(LONG, LONG, SHORT), SHORT, backend.port()));

    assertEquals("close 1012 maximum age", client.read().toString());

    awaitClosed(Closer.GATEWAY, CloseClass.RESTART);
    assertEquals(1, tally().timeouts().of(TimeoutKind.MAX_AGE));
  }

  @Test
  void handshakeWithoutAnswerIsATimeout() {
    ask(LinkServer.to(timeouts(SHORT, LONG, Duration.ZERO), SHORT, backend.port()));
    target = backend.next();

    assertTrue(client.readRest().startsWith("HTTP/1.1 504 "));

    assertEquals(1, tally().handshakes().of(HandshakeOutcome.TIMEOUT));
    assertEquals(1, tally().timeouts().of(TimeoutKind.HANDSHAKE));
    assertEquals(0, tally().links());
  }

  @Test
  void targetThatAnswersGarbageIsCountedAsMalformed() {
    ask(LinkServer.to(backend.port()));
    target = backend.next();
    target.readHead();
    target.send("HTTP/1.1 101 \r\nUpgrade: websocket\r\n\r\n");

    assertTrue(client.readRest().startsWith("HTTP/1.1 502 "));

    assertEquals(1, tally().handshakes().of(HandshakeOutcome.MALFORMED));
  }

  @Test
  void targetNobodyListensAtIsARefusedDialAndARetryForTheNext() {
    open(LinkServer.to(Ports.free(), backend.port()));

    assertEquals(1, tally().dials().of(DialOutcome.REFUSED));
    Tally next = gateway.pool().targets().get(1).tally();
    assertEquals(1, next.retries());
    assertEquals(1, next.handshakes().of(HandshakeOutcome.ACCEPTED));
  }

  private void open(LinkServer server) {
    ask(server);
    target = backend.accept();
    assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
  }

  private void ask(LinkServer server) {
    gateway = server;
    client = RawWebSocket.connect(0, gateway.port());
    client.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
  }

  private Tally tally() {
    return gateway.pool().targets().get(0).tally();
  }

  private void awaitClosed(Closer by, CloseClass code) {
    client.close();
    target.close();
    Await.until(
        () -> tally().closed(by).of(code) == 1,
        () -> by + " " + code + ": " + tally().closed(by).of(code));
  }

  private static PoolTimeouts timeouts(Duration handshake, Duration tunnel, Duration maxAge) {
    return new PoolTimeouts(
        Duration.ofSeconds(10), handshake, Duration.ofSeconds(10), tunnel, maxAge);
  }
}
