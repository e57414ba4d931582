package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that stalls rests the stream of its own target, and nothing else. */
@SuppressWarnings("try") // clients that only have to be there
class StalledClientTest {
  private static final int MESSAGE = 64 * 1024;

  /** Some megabytes fit into the kernel. */
  private static final int MESSAGES = 1_000;

  private RawWebSocketBackend backend;
  private LinkServer gateway;

  @BeforeEach
  void start() {
    backend = new RawWebSocketBackend();
    gateway = LinkServer.to(LinkServer.PATIENT, Duration.ofSeconds(2), backend.port());
  }

  @AfterEach
  void stop() {
    gateway.awaitNothing();
    gateway.close();
    backend.close();
  }

  @Test
  void stalledClientStopsItsOwnTargetOnlyAndLosesNothing() throws InterruptedException {
    byte[] message = new byte[MESSAGE];
    new Random(1).nextBytes(message);
    byte[] frame = RawWebSocketBackend.frame(0x82, message);
    try (RawWebSocket stalled = open(RawWebSocket.connect(4_096, gateway.port()));
        RawWebSocketBackend.Peer itsTarget = backend.accept();
        RawWebSocket other = open(RawWebSocket.connect(0, gateway.port()));
        RawWebSocketBackend.Peer otherTarget = backend.accept()) {
      AtomicLong sent = new AtomicLong();
      Thread sender = new Thread(() -> sendAll(itsTarget, frame, sent));
      sender.start();
      awaitStandstill(sent);
      assertTrue(sent.get() < MESSAGES, "the target was never stopped");
      assertTrue(queued() < 4 * MESSAGE, "queued: " + queued());

      otherTarget.sendText("not stalled");
      other.readAnswer();
      assertEquals("not stalled", other.readText());

      stalled.readAnswer();
      for (int i = 0; i < MESSAGES; i++) {
        assertArrayEquals(message, stalled.read().payload());
      }
      sender.join();
    }
  }

  @Test
  void clientThatStallsForGoodIsCutOffWhenItsTargetHasGone() {
    try (RawWebSocket stalled = open(RawWebSocket.connect(4_096, gateway.port()))) {
      RawWebSocketBackend.Peer target = backend.accept();
      AtomicLong sent = new AtomicLong();
      Thread sender =
          new Thread(
              () -> sendAll(target, RawWebSocketBackend.frame(0x82, new byte[MESSAGE]), sent));
      sender.start();
      awaitStandstill(sent);
      target.reset();
      gateway.awaitNothing();
    }
  }

  @Test
  void targetThatDoesNotReadStopsItsOwnClient() throws InterruptedException {
    byte[] frame = RawWebSocket.frame(0x82, new byte[MESSAGE]);
    try (RawWebSocket client = open(RawWebSocket.connect(0, gateway.port()));
        RawWebSocketBackend.Peer target = backend.accept()) {
      client.readAnswer();
      AtomicLong sent = new AtomicLong();
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < MESSAGES; i++) {
                  client.sendRaw(frame);
                  sent.incrementAndGet();
                }
              });
      sender.start();
      awaitStandstill(sent);
      assertTrue(sent.get() < MESSAGES, "the client was never stopped");
      for (int i = 0; i < MESSAGES; i++) {
        assertArrayEquals(frame, target.read(frame.length));
      }
      sender.join();
    }
  }

  private static RawWebSocket open(RawWebSocket client) {
    client.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private static void sendAll(RawWebSocketBackend.Peer target, byte[] frame, AtomicLong sent) {
    try {
      for (int i = 0; i < MESSAGES; i++) {
        target.send(frame);
        sent.incrementAndGet();
      }
    } catch (java.io.UncheckedIOException cutOff) {
      // as one test wants it
    }
  }

  // Nothing has moved for a while.
  private static void awaitStandstill(AtomicLong sent) {
    long[] last = {-1, 0};
    Await.until(
        () -> {
          long now = sent.get();
          last[1] = now == last[0] ? last[1] + 1 : 0;
          last[0] = now;
          return last[1] > 40 && (now > 0);
        },
        () -> "sent: " + sent.get());
  }

  private long queued() {
    return gateway.onLoop(() -> gateway.table().bytesQueued());
  }
}
