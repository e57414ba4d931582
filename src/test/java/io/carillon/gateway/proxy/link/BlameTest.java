package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.testkit.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts against a target, and what a client has brought about. */
class BlameTest {
  private RawWebSocketBackend first;
  private RawWebSocketBackend second;
  private LinkServer gateway;
  private RawWebSocket client;

  @BeforeEach
  void start() {
    first = new RawWebSocketBackend();
    second = new RawWebSocketBackend();
    gateway = LinkServer.to(first.port(), second.port());
    client = RawWebSocket.connect(0, gateway.port());
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.awaitNothing();
    gateway.close();
    first.close();
    second.close();
  }

  @Test
  void targetThatBreaksAYoungLinkIsBlamed() {
    RawWebSocketBackend.Peer target = open();
    client.sendText("fine");
    target.read(10);
    target.close();

    assertEquals("close 1012 backend lost", client.read().toString());
    assertEquals(List.of(1L, 0L), failures());
  }

  // Unmasked, an opcode that is reserved, reserved bits of no extension.
  @ParameterizedTest
  @ValueSource(strings = {"8100", "838000000000", "c18000000000", "a18000000000", "918000000000"})
  void targetThatHangsUpOnBadFramesIsNotBlamed(String frame) {
    byte[] bad = HexFormat.of().parseHex(frame);
    RawWebSocketBackend.Peer target = open();
    client.sendRaw(bad);
    target.read(bad.length);
    target.close();

    assertEquals("close 1012 backend lost", client.read().toString());
    assertEquals(List.of(0L, 0L), failures());
  }

  @Test
  void bitsOfAnExtensionThatWasAgreedOnAreNotBad() {
    String deflate = "Sec-WebSocket-Extensions: permessage-deflate";
    ask(deflate);
    RawWebSocketBackend.Peer target = first.next();
    target.readHead();
    target.send(target.acceptance(deflate));
    client.readAnswer();
    client.sendRaw(RawWebSocket.frame(0xC1, new byte[] {0}));
    target.read(7);
    target.close();

    assertEquals("close 1012 backend lost", client.read().toString());
    assertEquals(List.of(1L, 0L), failures());
  }

  @Test
  void targetIsBlamedForHangingUpWhenAnotherDoesBetter() {
    ask();
    hangUp(first);
    try (RawWebSocketBackend.Peer target = second.accept()) {
      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      assertEquals(List.of(1L, 0L), failures());
      target.sendText("here");
      assertEquals("here", client.readText());
    }
  }

  @Test
  void targetIsBlamedForHangingUpWhenAnotherSaysNo() {
    ask();
    hangUp(first);
    try (RawWebSocketBackend.Peer target = second.next()) {
      target.readHead();
      target.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
      assertTrue(client.readRest().startsWith("HTTP/1.1 404 "));
      assertEquals(List.of(1L, 0L), failures());
    }
  }

  @Test
  void nobodyIsBlamedForAHandshakeThatAllHangUpOn() {
    ask();
    hangUp(first);
    hangUp(second);

    assertTrue(client.readRest().startsWith("HTTP/1.1 502 Bad Gateway\r\n"));
    assertEquals(List.of(0L, 0L), failures());
  }

  @Test
  void targetThatIsLateIsBlamedWhenAnotherAnswersAtTheSamePlace() {
    gateway.close();
    PoolTimeouts hasty =
        new PoolTimeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            Duration.ZERO);
    gateway = LinkServer.to(hasty, Duration.ofSeconds(5), first.port(), second.port());
    try (RawWebSocket one = RawWebSocket.connect(0, gateway.port())) {
      one.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
      assertTrue(one.readRest().startsWith("HTTP/1.1 504 Gateway Timeout\r\n"));
    }
    assertEquals(List.of(0L, 0L), failures());

    client.close();
    client = RawWebSocket.connect(0, gateway.port());
    ask();
    try (RawWebSocketBackend.Peer target = second.accept()) {
      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      assertEquals(List.of(1L, 0L), failures());
      target.sendText("here");
      assertEquals("here", client.readText());
    }
  }

  @Test
  void halfAnAnswerIsBlamedOnTheTarget() {
    ask();
    try (RawWebSocketBackend.Peer target = first.next()) {
      target.readHead();
      target.send("HTTP/1.1 101 Swi");
    }

    assertTrue(client.readRest().startsWith("HTTP/1.1 502 Bad Gateway\r\n"));
    assertEquals(List.of(1L, 0L), failures());
  }

  private RawWebSocketBackend.Peer open() {
    ask();
    RawWebSocketBackend.Peer target = first.accept();
    client.readAnswer();
    return target;
  }

  private static void hangUp(RawWebSocketBackend backend) {
    RawWebSocketBackend.Peer target = backend.next();
    target.readHead();
    target.close();
  }

  private List<Long> failures() {
    return gateway.pool().targets().stream().map(Target::status).map(s -> s.failures()).toList();
  }

  private void ask(String... headers) {
    client.sendRaw(RawWebSocket.request("/", headers).getBytes(StandardCharsets.US_ASCII));
  }
}
