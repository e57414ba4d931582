package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.WireServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an owner may rely on, against the WebSocket layer alone. */
class WebSocketConnectionTest {
  private static final int MAX_QUEUED = 64 * 1024;
  private static final WebSocketLimits PATIENT =
      new WebSocketLimits(65_536, MAX_QUEUED, Duration.ofMinutes(5));
  private static final WebSocketLimits IMPATIENT =
      new WebSocketLimits(65_536, MAX_QUEUED, Duration.ofMillis(50));

  private final Queue<Owner> owners = new ConcurrentLinkedQueue<>();
  private Consumer<Owner> onOpen = owner -> {};
  private BiConsumer<Owner, String> onText = (owner, text) -> owner.send(text);
  private WireServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatTheOwnerWritesFirstLeavesFirst() {
    onOpen =
        owner -> {
          owner.send("one");
          owner.send("two");
        };
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.connect(0, server.port())) {
      ByteArrayOutputStream early = new ByteArrayOutputStream();
      early.writeBytes(RawWebSocket.request("/").getBytes(UTF_8));
      early.writeBytes(RawWebSocket.frame(0x80 | Frame.TEXT, "three".getBytes(UTF_8)));
      client.sendRaw(early.toByteArray());

      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      assertEquals(
          List.of("one", "two", "three"),
          List.of(client.readText(), client.readText(), client.readText()));
    }
  }

  @Test
  void ownerThatClosesAtOnceIsHeardWithItsCodeBehindTheAcceptance() {
    onOpen =
        owner -> {
          owner.send("sorry");
          owner.connection.close(CloseCode.SHUTDOWN);
        };
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      assertEquals("sorry", client.readText());
      assertEquals("close 3001 shutdown", client.readClose().toString());
    }
  }

  @Test
  void closeFrameStandsBehindWhatWasWrittenAndNothingFollowsIt() {
    onText =
        (owner, text) -> {
          owner.send("last words");
          owner.connection.close(CloseCode.FORCE_DISCONNECT);
          owner.send("never heard");
          owner.connection.close(1000, "");
          assertFalse(owner.connection.isOpen());
        };
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      client.sendText("go");

      assertEquals("last words", client.readText());
      assertEquals("close 3503 force disconnect", client.read().toString());
      client.send(0x80 | Frame.CLOSE, new byte[] {0x0D, (byte) 0xAF});
      client.awaitEnd();
    }
  }

  @Test
  void messagesThatComeAfterTheCloseFrameAreNotHeard() {
    onText =
        (owner, text) -> {
          owner.heard.add(text);
          owner.connection.close(CloseCode.FORCE_DISCONNECT);
        };
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      client.sendText("one");
      client.readClose();
      client.sendText("two");
      client.send(0x80 | Frame.PING, new byte[] {1});
      client.send(0x80 | Frame.CLOSE, new byte[0]);
      client.awaitEnd();
    }

    awaitClosed(owners.peek());
    assertEquals(List.of("one"), List.copyOf(owners.element().heard));
  }

  @Test
  void peerThatDoesNotAnswerTheCloseIsResetAfterTheCloseTimeout() {
    onText = (owner, text) -> owner.connection.close(CloseCode.FORCE_DISCONNECT);
    start(IMPATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      client.sendText("go");
      assertEquals(3503, client.readClose().closeCode());

      client.awaitEnd();
    }

    awaitClosed(owners.peek());
  }

  @Test
  void reasonIsCutBetweenTwoCharacters() {
    onText = (owner, text) -> owner.connection.close(4000, "a" + "€".repeat(100));
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      client.sendText("go");

      assertEquals("a" + "€".repeat(40), client.readClose().closeReason());
    }
  }

  @Test
  void payloadsOfEveryHeaderLengthArrive() {
    onText = (owner, text) -> owner.send("x".repeat(Integer.parseInt(text)));
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 70_000}) {
        client.sendText(Integer.toString(length));

        assertEquals("x".repeat(length), client.readText());
      }
    }
  }

  @Test
  void clientThatDoesNotReadIsOverItsBoundAndNobodyElseWaits() {
    onText =
        (owner, text) -> {
          while (text.equals("flood") && !owner.connection.isOverBound()) {
            owner.send("x".repeat(8_192));
          }
          if (owner.connection.isOverBound()) {
            owner.connection.close(CloseCode.SLOW);
          } else {
            owner.send(text);
          }
        };
    start(IMPATIENT);
    try (RawWebSocket slow = RawWebSocket.openSmall(server.port(), "/");
        RawWebSocket other = RawWebSocket.open(server.port(), "/")) {
      slow.sendText("flood");
      other.sendText("hello");

      assertEquals("hello", other.readText());
      awaitClosed(owners.peek());
      other.sendText("still here");
      assertEquals("still here", other.readText());
      slow.awaitEnd();
    }
  }

  @Test
  void clientThatPingsAndDoesNotReadThePongsIsClosedAsSlow() {
    start(IMPATIENT);
    byte[] pings = new byte[131 * 1_000];
    byte[] ping = RawWebSocket.frame(0x80 | Frame.PING, new byte[125]);
    IntStream.range(0, 1_000)
        .forEach(i -> System.arraycopy(ping, 0, pings, i * ping.length, ping.length));
    try (RawWebSocket deaf = RawWebSocket.openSmall(server.port(), "/");
        RawWebSocket other = RawWebSocket.open(server.port(), "/")) {
      try {
        for (int i = 0; i < 10_000 && !owners.element().closed; i++) {
          deaf.sendRaw(pings);
        }
      } catch (java.io.UncheckedIOException reset) {
        // by the server, which is what we wait for
      }

      awaitClosed(owners.element());
      other.sendText("hello");
      assertEquals("hello", other.readText());
    }
  }

  @Test
  void pingOfOursIsAnsweredWithAPongThatTheOwnerHears() {
    onText = (owner, text) -> owner.connection.write(Frames.ping());
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      client.sendText("go");
      assertEquals(new Frame(Frame.PING, new byte[0]), client.read());
      client.send(0x80 | Frame.PONG, new byte[0]);

      Await.until(() -> owners.element().pongs == 1, () -> "no pong");
    }
  }

  @Test
  void controlFramesStandBetweenFragments() {
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      client.send(Frame.TEXT, "a".getBytes(UTF_8));
      client.send(0x80 | Frame.PING, "p".getBytes(UTF_8));
      client.send(0x80 | Frame.CONTINUATION, "b".getBytes(UTF_8));

      assertEquals(new Frame(Frame.PONG, "p".getBytes(UTF_8)), client.read());
      assertEquals("ab", client.readText());
    }
  }

  @Test
  void emptyMessagesArrive() {
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      client.sendText("");
      client.send(Frame.TEXT, new byte[0]);
      client.send(0x80 | Frame.CONTINUATION, new byte[0]);

      assertEquals(List.of("", ""), List.of(client.readText(), client.readText()));
    }
  }

  @Test
  void ownerThatThrowsCostsItsOwnConnectionOnly() {
    onText =
        (owner, text) -> {
          if (text.equals("throw")) {
            throw new IllegalStateException("broken on purpose");
          }
          owner.send(text);
        };
    start(IMPATIENT);
    try (RawWebSocket broken = RawWebSocket.open(server.port(), "/");
        RawWebSocket other = RawWebSocket.open(server.port(), "/")) {
      broken.sendText("throw");
      assertEquals(3004, broken.readClose().closeCode());

      other.sendText("hello");
      assertEquals("hello", other.readText());
    }
  }

  @Test
  void ownerThatThrowsWhileItIsMadeLeavesNoSocketBehind() {
    onOpen =
        owner -> {
          if (owners.size() == 1) {
            throw new IllegalStateException("broken on purpose");
          }
        };
    start(IMPATIENT);
    try (RawWebSocket broken = RawWebSocket.open(server.port(), "/")) {
      assertEquals(3004, broken.readClose().closeCode());
      broken.awaitEnd();
    }
    try (RawWebSocket other = RawWebSocket.open(server.port(), "/")) {
      other.sendText("hello");
      assertEquals("hello", other.readText());
    }
  }

  @Test
  void whatIsWrittenInOneTurnOrFromAnotherTaskKeepsItsOrder() {
    onText =
        (owner, text) -> {
          owner.send("1");
          owner.connection.eventLoop().execute(() -> owner.send("3"));
          owner.connection.writeUnflushed(owner.frame("2"));
        };
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      client.sendText("go");

      assertEquals(
          List.of("1", "2", "3"), List.of(client.readText(), client.readText(), client.readText()));
    }
  }

  @Test
  void abortEndsTheSocketAndTheOwnerHearsOfItOnce() {
    onText = (owner, text) -> owner.connection.abort();
    start(PATIENT);
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/")) {
      client.sendText("go");
      client.awaitEnd();
    }

    awaitClosed(owners.element());
  }

  private void start(WebSocketLimits limits) {
    server =
        WireServer.start(
            limits,
            connection -> {
              Owner owner = new Owner(connection);
              owners.add(owner);
              onOpen.accept(owner);
              return owner;
            });
  }

  private static void awaitClosed(Owner owner) {
    Await.until(() -> owner.closed, () -> "not closed");
  }

  private final class Owner implements WebSocketListener {
    final WebSocketConnection connection;
    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    volatile int pongs;
    volatile boolean closed;

    Owner(WebSocketConnection connection) {
      this.connection = connection;
    }

    void send(String text) {
      connection.write(frame(text));
    }

    ByteBuf frame(String text) {
      byte[] bytes = text.getBytes(UTF_8);
      ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer();
      Frames.writeTextHeader(frame, bytes.length);
      return frame.writeBytes(bytes);
    }

    @Override
    public void onText(ByteBuf message) {
      assertFalse(closed);
      onText.accept(this, message.toString(UTF_8));
    }

    @Override
    public void onBinary(ByteBuf message) {
      throw new IllegalStateException("nobody sends bytes here");
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // written on one loop
    public void onPong() {
      pongs++;
    }

    @Override
    public void onClosed() {
      if (closed) {
        throw new IllegalStateException("closed twice");
      }
      closed = true;
    }
  }
}
