package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever reads and writes the sockets, clients hear the same. */
class TransportTest {
  private static final String FILLING = "x".repeat(60 * 1024);

  /** More than the buffers of both kernels hold. */
  private static final int MESSAGES = 130;

  @ParameterizedTest
  @ValueSource(strings = {"auto", "epoll", "nio"})
  void clientThatReadsLateGetsEverythingInOrder(String transport) {
    lateReaderGetsEverything(transport);
  }

  @Test
  void ioUringServesThemTooOrIsRefusedWithTheReason() {
    if (Transport.IO_URING.available()) {
      lateReaderGetsEverything("io-uring");
    } else {
      Throwable refused =
          assertThrows(Throwable.class, () -> TestNode.start("node.transport=io-uring").close());
      assertTrue(
          refused.toString().contains("node.transport: io-uring cannot be had on this machine: "),
          refused.toString());
    }
  }

  @Test
  void whatIsNotThereIsRefusedWithTheReason() {
    String text = Transports.find("io-uring", null).cause().getMessage();

    assertEquals("node.transport: io-uring cannot be had on this machine", text);
  }

  private static void lateReaderGetsEverything(String transport) {
    try (TestNode node =
            TestNode.start(
                "node.transport=" + transport,
                "sessions.maxQueuedBytes=64MiB",
                "node.eventLoops=1");
        RawWebSocket late = RawWebSocket.openSmall(node.port(), "/subscribe?channel=wide");
        RawWebSocket prompt = RawWebSocket.open(node.port(), "/subscribe?channel=wide")) {
      node.awaitSubscribers("wide", 2);
      for (int i = 0; i < MESSAGES; i++) {
        node.publish("wide", i + FILLING);
        assertEquals(i, numberOf(next(prompt)));
      }
      late.send(0x80 | Frame.PING, new byte[] {7});

      for (int i = 0; i < MESSAGES; i++) {
        assertEquals(i, numberOf(next(late)));
      }
      assertEquals(new Frame(Frame.PONG, new byte[] {7}), next(late));
    }
  }

  // The node may ping meanwhile.
  private static Frame next(RawWebSocket socket) {
    Frame frame = socket.read();
    return frame.opcode() == Frame.PING ? next(socket) : frame;
  }

  // Of a message that came whole; else what came instead.
  private static Object numberOf(Frame frame) {
    String text = frame.opcode() == Frame.TEXT ? frame.text() : frame.toString();
    return text.endsWith(FILLING + "\"")
        ? Integer.valueOf(text.substring(1, text.indexOf('x')))
        : text;
  }
}
