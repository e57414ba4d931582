package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.testkit.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a target may answer that is no answer, beside a link that must not notice. */
class BadBackendTest {
  private static final String BAD = "bad handshake from the target";

  private RawWebSocketBackend backend;
  private LinkServer gateway;
  private RawWebSocket bystander;
  private RawWebSocketBackend.Peer itsTarget;
  private RawWebSocket client;

  @BeforeEach
  void start() {
    backend = new RawWebSocketBackend();
    gateway =
        LinkServer.to(
            new PoolTimeouts(
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                Duration.ZERO),
            Duration.ofSeconds(5),
            backend.port());
    bystander = RawWebSocket.connect(0, gateway.port());
    bystander.sendRaw(request());
    itsTarget = backend.accept();
    bystander.readAnswer();
    client = RawWebSocket.connect(0, gateway.port());
    client.sendRaw(request());
  }

  @AfterEach
  void stop() {
    itsTarget.sendText("undisturbed");
    assertEquals("undisturbed", bystander.readText());
    bystander.close();
    itsTarget.close();
    client.close();
    gateway.awaitNothing();
    gateway.close();
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello, this is a mail server\r\n",
        "\r\n\r\n",
        "HTTP/2 101 x\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/1.1 1O1 x\r\n\r\n",
        "HTTP/1.1 1010 x\r\n\r\n",
        "HTTP/1.1 099 x\r\n\r\n",
        "HTTP/1.1 101 x\r\nno colon\r\n\r\n",
        "HTTP/1.1 101 x\r\n folded: line\r\n\r\n",
        "HTTP/1.1 101 x\r\nblank : before colon\r\n\r\n",
        "HTTP/1.1 101 x\r\nA: b\rc\r\n\r\n",
        "HTTP/1.1 101 x\r\nA: b\0c\r\n\r\n",
        "HTTP/1.0 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 x\r\n\r\n",
      })
  void garbageIsA502(String garbage) {
    answer(garbage);

    assertRefused(502, "Bad Gateway", BAD);
  }

  @Test
  void wrongAcceptKeyIsA502() {
    RawWebSocketBackend.Peer target = asked();
    target.send(target.acceptance().replaceFirst("Accept: ....", "Accept: AAAA"));

    assertRefused(502, "Bad Gateway", BAD);
  }

  @Test
  void acceptKeyGivenTwiceIsA502() {
    RawWebSocketBackend.Peer target = asked();
    target.send(target.acceptance("Sec-WebSocket-Accept: AAAA"));

    assertRefused(502, "Bad Gateway", BAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upgrade: websocket\r\n", "Connection: Upgrade\r\n"})
  void answerWithoutUpgradeIsA502(String missing) {
    RawWebSocketBackend.Peer target = asked();
    target.send(target.acceptance().replace(missing, ""));

    assertRefused(502, "Bad Gateway", BAD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Protocol: chat",
        "Sec-WebSocket-Extensions: permessage-deflate",
        "Upgrade: h2c",
      })
  void whatWasNotOfferedIsA502(String line) {
    RawWebSocketBackend.Peer target = asked();
    target.send(target.acceptance(line));

    assertRefused(502, "Bad Gateway", BAD);
  }

  @Test
  void headThatNeverEndsIsA502() {
    answer("HTTP/1.1 101 x\r\nA: " + "a".repeat(40_000));

    assertRefused(502, "Bad Gateway", BAD);
  }

  @Test
  void interimAnswersThatNeverEndAreA502() {
    client.close();
    RawWebSocketBackend.Peer first = backend.next();
    first.close();
    client = RawWebSocket.connect(0, gateway.port());
    client.sendRaw(request());
    answer("HTTP/1.1 100 Continue\r\n\r\n".repeat(1_400));

    String all = client.readRest();
    assertEquals(refusal(502, "Bad Gateway", BAD), all.substring(all.indexOf("HTTP/1.1 502")), all);
  }

  @Test
  void closeBeforeTheAnswerIsA502() {
    asked().close();

    assertRefused(502, "Bad Gateway", "no answer from the target");
  }

  @Test
  void resetInHalfAHeadIsA502() {
    RawWebSocketBackend.Peer target = asked();
    target.send("HTTP/1.1 101 Switching Pro");
    target.reset();

    assertRefused(502, "Bad Gateway", "no answer from the target");
  }

  @Test
  void noAnswerIsA504() {
    try (RawWebSocketBackend.Peer target = asked()) {
      assertRefused(504, "Gateway Timeout", "no answer from the target in time");
      assertEquals(0, target.awaitEnd());
    }
  }

  @Test
  void halfAnAnswerIsA504() {
    try (RawWebSocketBackend.Peer target = asked()) {
      target.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: webs");
      assertRefused(504, "Gateway Timeout", "no answer from the target in time");
    }
  }

  @Test
  void refusalWithABrokenBodyIsCutOff() {
    answer("HTTP/1.1 400 x\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n");

    assertTrue(client.endsWithReset());
  }

  private RawWebSocketBackend.Peer asked() {
    RawWebSocketBackend.Peer target = backend.next();
    target.readHead();
    return target;
  }

  private void answer(String text) {
    asked().send(text);
  }

  private void assertRefused(int status, String phrase, String text) {
    assertEquals(refusal(status, phrase, text), client.readRest());
  }

  private static String refusal(int status, String phrase, String text) {
    return "HTTP/1.1 %d %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n"
            .formatted(status, phrase, text.length() + 1)
        + "Connection: close\r\n\r\n"
        + text
        + "\n";
  }

  private static byte[] request() {
    return RawWebSocket.request("/").getBytes(StandardCharsets.ISO_8859_1);
  }
}
