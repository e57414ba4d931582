package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.testkit.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which targets that fail before the upgrade are replaced by another. */
class AnotherTargetTest {
  private RawWebSocketBackend first;
  private RawWebSocketBackend second;
  private LinkServer gateway;
  private RawWebSocket client;

  @BeforeEach
  void start() {
    first = new RawWebSocketBackend();
    second = new RawWebSocketBackend();
    PoolTimeouts timeouts =
        new PoolTimeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            Duration.ZERO);
    gateway = LinkServer.to(timeouts, Duration.ofSeconds(5), first.port(), second.port());
    client = RawWebSocket.connect(0, gateway.port());
    client.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
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
  void targetThatClosesWithoutAByteIsReplaced() {
    byte[] early = RawWebSocket.frame(0x81, new byte[] {'x'});
    RawWebSocketBackend.Peer silent = first.next();
    silent.readHead();
    client.sendRaw(early);
    silent.close();

    try (RawWebSocketBackend.Peer target = second.accept()) {
      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      target.sendText("here");
      assertEquals("here", client.readText());
      assertEquals(early.length, target.read(early.length).length);
    }
  }

  @Test
  void targetThatResetsWithoutAByteIsReplaced() {
    RawWebSocketBackend.Peer silent = first.next();
    silent.readHead();
    silent.reset();

    try (RawWebSocketBackend.Peer target = second.accept()) {
      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      target.sendText("here");
      assertEquals("here", client.readText());
    }
  }

  @Test
  void targetsThatAllCloseAreA502() {
    for (RawWebSocketBackend backend : List.of(first, second)) {
      RawWebSocketBackend.Peer target = backend.next();
      target.readHead();
      target.reset();
    }

    assertRefused("HTTP/1.1 502 Bad Gateway", "no answer from the target");
    assertEquals(502, gateway.log().get(0).given().status());
    assertEquals(1, gateway.log().size());
  }

  @Test
  void targetThatSaidSomethingIsNotReplaced() {
    RawWebSocketBackend.Peer target = first.next();
    target.readHead();
    target.send("H");
    target.close();

    assertRefused("HTTP/1.1 502 Bad Gateway", "no answer from the target");
    assertNobodyElseWasAsked();
  }

  @Test
  @SuppressWarnings("try") // a target that is only there
  void targetThatIsLateIsNotReplaced() {
    try (RawWebSocketBackend.Peer late = first.next()) {
      assertRefused("HTTP/1.1 504 Gateway Timeout", "no answer from the target in time");
    }
    assertNobodyElseWasAsked();
  }

  private void assertNobodyElseWasAsked() {
    assertEquals(0, gateway.pool().targets().get(1).status().total());
  }

  private void assertRefused(String line, String text) {
    String all = client.readRest();
    assertTrue(all.startsWith(line + "\r\n") && all.endsWith("\r\n\r\n" + text + "\n"), all);
  }
}
