package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.wire.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway puts in stands between two messages of the target, and nowhere else. */
class InjectionTest {
  private RawWebSocketBackend backend;
  private LinkServer gateway;
  private RawWebSocket client;
  private RawWebSocketBackend.Peer target;
  private ProxyLink link;

  @BeforeEach
  void start() {
    backend = new RawWebSocketBackend();
    gateway = LinkServer.to(LinkServer.PATIENT, Duration.ofMillis(500), backend.port());
    client = RawWebSocket.connect(0, gateway.port());
    client.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
    target = backend.accept();
    client.readAnswer();
    link = gateway.nextLink();
  }

  @AfterEach
  void stop() {
    client.close();
    target.close();
    gateway.awaitNothing();
    gateway.close();
    backend.close();
  }

  @Test
  void betweenMessagesItIsWrittenAtOnce() {
    inject("news");
    assertEquals("news", client.readText());
    target.sendText("mine");
    assertEquals("mine", client.readText());
    inject("more news");
    assertEquals("more news", client.readText());
  }

  @Test
  void insideAFrameItWaitsForTheEnd() {
    target.send(new byte[] {(byte) 0x81, 5, 'h', 'e'});
    gateway.awaitDown(4);
    inject("news");
    inject("more news");
    target.send("llo\u0081\u0004next");

    assertEquals("hello", client.readText());
    assertEquals("news", client.readText());
    assertEquals("more news", client.readText());
    assertEquals("next", client.readText());
  }

  @Test
  void insideAFragmentedMessageItWaitsForTheLastFragment() {
    target.send(RawWebSocketBackend.frame(0x01, "a"));
    gateway.awaitDown(3);
    inject("news");
    target.send(RawWebSocketBackend.frame(0x89, "ping"));
    target.send(RawWebSocketBackend.frame(0x00, "b"));
    target.send(RawWebSocketBackend.frame(0x80, "c"));

    String all = new String(client.readBytes(15 + 6), StandardCharsets.ISO_8859_1);
    assertEquals("\u0001\u0001a\u0089\u0004ping\u0000\u0001b\u0080\u0001c\u0081\u0004news", all);
  }

  @Test
  void everyPlaceInAConversationIsRight() {
    // A text, an empty text, a message of two fragments around a ping, and a long one.
    byte[][] frames = {
      RawWebSocketBackend.frame(0x81, "one"),
      RawWebSocketBackend.frame(0x81, ""),
      RawWebSocketBackend.frame(0x01, "tw"),
      RawWebSocketBackend.frame(0x89, "p"),
      RawWebSocketBackend.frame(0x80, "o"),
      RawWebSocketBackend.frame(0x82, new byte[300]),
    };
    int sent = 0;
    int injected = 0;
    for (byte[] frame : frames) {
      for (byte one : frame) {
        target.send(new byte[] {one});
        gateway.awaitDown(++sent);
        inject(String.valueOf(injected++));
      }
    }
    StringBuilder heard = new StringBuilder();
    int news = 0;
    while (news < injected) {
      int first = client.readByte();
      int length = client.readByte();
      length = length == 126 ? client.readByte() << 8 | client.readByte() : length;
      String payload = new String(client.readBytes(length), StandardCharsets.ISO_8859_1);
      if (first == 0x81 && payload.equals(String.valueOf(news))) {
        news++;
      } else {
        heard.append(first).append('.').append(length).append(' ');
      }
    }
    assertEquals("129.3 129.0 1.2 137.1 128.1 130.300 ", heard.toString());
  }

  @Test
  void behindACloseFrameNothingIsPutIn() {
    target.send(RawWebSocketBackend.frame(0x88, new byte[] {3, (byte) 0xE8}));
    gateway.awaitDown(4);
    inject("news");

    assertEquals("close 1000 ", client.read().toString());
    target.close();
    client.send(0x88, new byte[] {3, (byte) 0xE8});
    assertEquals("", client.readRest());
  }

  @Test
  void whatIsNoWebSocketPassesUntilThereIsSomethingToPutIn() {
    target.send("\u0083\u0001x and so on");
    assertEquals(
        "\u0083\u0001x and so on", new String(client.readBytes(13), StandardCharsets.ISO_8859_1));

    inject("news");

    assertTrue(client.endsWithReset());
    target.awaitEnd();
    assertEquals("target speaks no WebSocket", gateway.ended().outcome().closing().reason());
  }

  @Test
  void whatWaitedForAMessageThatTurnsIntoSomethingElseIsNotDroppedInSilence() {
    target.send(RawWebSocketBackend.frame(0x01, "a"));
    gateway.awaitDown(3);
    inject("news");

    target.send(RawWebSocketBackend.frame(0x81, "no continuation"));

    assertTrue(client.endsWithReset());
    target.awaitEnd();
    assertEquals("target speaks no WebSocket", gateway.ended().outcome().closing().reason());
  }

  @Test
  void bugOfAWatcherEndsTheLinkAndLeavesNothing() {
    gateway.onLoop(
        () ->
            link.watch(
                (text, head, length) -> 0,
                (text, head, length) -> {
                  throw new IllegalStateException("a bug, as the test wants it");
                }));

    target.sendText("x".repeat(300));

    assertTrue(client.endsWithReset());
    target.awaitEnd();
    assertEquals("internal error", gateway.ended().outcome().closing().reason());
  }

  @Test
  void moreThanTheBoundInsideAMessageIsSlow() {
    target.send(new byte[] {(byte) 0x81, 5, 'h', 'e'});
    gateway.awaitDown(4);
    for (int i = 0; i < 3; i++) {
      inject("x".repeat(40_000));
    }
    target.send("llo");

    assertEquals("hello", client.readText());
    assertEquals("close 3008 slow", client.readClose().toString());
  }

  @Test
  void clientThatDoesNotReadWhatIsPutInIsSlowAndCutOff() {
    List<ClientInfo> slow = new CopyOnWriteArrayList<>();
    gateway.table().onSlow(slow::add);
    int most = 2_000;
    for (int i = 0; i < most && gateway.onLoop(link::isOpen); i++) {
      inject("x".repeat(40_000));
    }

    assertEquals("slow", gateway.ended().outcome().closing().reason());
    assertEquals(3008, gateway.ended().outcome().closing().code());
    target.awaitEnd();
    assertTrue(client.endsWithReset());
    gateway.awaitNothing();
    assertEquals(List.of(link.info()), slow);
  }

  @Test
  void aBugOfOneLinkEndsOnlyThatLink() {
    gateway.opened =
        opened -> {
          throw new IllegalStateException("a bug, as the test wants it");
        };
    try (RawWebSocket unlucky = RawWebSocket.connect(0, gateway.port())) {
      unlucky.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
      try (RawWebSocketBackend.Peer its = backend.accept()) {
        assertTrue(unlucky.endsWithReset());
        its.awaitEnd();
      }
    }
    inject("news");
    assertEquals("news", client.readText());
  }

  private void inject(String text) {
    gateway.onLoop(
        () -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(bytes.length + 10);
          Frames.writeTextHeader(frame, bytes.length);
          link.inject(frame.writeBytes(bytes));
          link.flush();
        });
  }
}
