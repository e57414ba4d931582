package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EventStream;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Who does not read loses its connection at its byte bound, and nobody else waits for it. */
@Execution(ExecutionMode.CONCURRENT)
class SlowClientTest {
  private static final String LARGE = "x".repeat(32 * 1024);

  /** More than the buffers of both kernels hold, twice. */
  private static final int MOST_MESSAGES = 1_000;

  private TestNode node;

  @BeforeEach
  void start() {
    node =
        TestNode.start(
            "sessions.closeTimeout=200ms",
            "sessions.pongTimeout=500ms",
            "sessions.maxQueuedBytes=256KiB",
            "routes=[{path: /connection/websocket, serve: centrifuge},"
                + " {path: /subscribe, serve: subscribe, publish: true}]");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void clientThatNeverReadsIsGoneWhileOthersHearEverything() {
    try (CentrifugeClient reader = CentrifugeClient.connect(node);
        RawWebSocket deaf = RawWebSocket.openSmall(node.port(), CentrifugeClient.PATH)) {
      reader.subscribe("wide");
      deaf.sendText("{\"id\":1,\"connect\":{}} {\"id\":2,\"subscribe\":{\"channel\":\"wide\"}}");
      node.awaitSubscribers("wide", 2);

      for (int i = 0; i < MOST_MESSAGES && node.subscribers("wide") == 2; i++) {
        node.publish("wide", LARGE);
        assertEquals(LARGE, reader.push("pub").getString("data"));
      }

      node.awaitClients(1);
      deaf.awaitEnd(); // what the kernel held, then a reset: the socket is really gone
    }
  }

  @Test
  void slowClientThatReadsAgainLearnsWhy() {
    // It reads again only when all is published, and must not be reset before that.
    try (TestNode patient =
            TestNode.start("sessions.maxQueuedBytes=256KiB", "sessions.closeTimeout=1m");
        RawWebSocket slow = RawWebSocket.openSmall(patient.port(), CentrifugeClient.PATH)) {
      slow.sendText("{\"id\":1,\"connect\":{}} {\"id\":2,\"subscribe\":{\"channel\":\"wide\"}}");
      patient.awaitSubscribers("wide", 1);
      for (int i = 0; i < MOST_MESSAGES / 2; i++) {
        patient.publish("wide", LARGE);
      }

      assertEquals(3008, slow.readClose().closeCode());
    }
  }

  @Test
  void clientThatAsksWithoutReadingTheAnswersIsGone() {
    // Nothing more is read of it once its answers wait, so it is the next ping that finds it.
    try (TestNode pinging =
            TestNode.start(
                "sessions.pingInterval=1s",
                "sessions.pongTimeout=500ms",
                "sessions.closeTimeout=200ms",
                "sessions.maxQueuedBytes=256KiB");
        RawWebSocket deaf = RawWebSocket.openSmall(pinging.port(), CentrifugeClient.PATH)) {
      deaf.sendText("{\"id\":1,\"connect\":{}}");
      pinging.awaitClients(1);
      byte[] questions =
          RawWebSocket.frame(
              0x80 | Frame.TEXT,
              "{\"id\":9,\"ping\":{}}".repeat(3_000).getBytes(StandardCharsets.UTF_8));

      askUntilCut(pinging, deaf, questions);

      pinging.awaitClients(0);
    }
  }

  @Test
  void clientThatRecoversMoreThanItsBoundInOneFrameGetsAllOfIt() {
    try (TestNode plain = TestNode.start()) {
      StringBuilder frame = new StringBuilder("{\"id\":1,\"connect\":{}}");
      for (int channel = 2; channel < 8; channel++) {
        for (int i = 0; i < 15; i++) {
          plain.publish("demo:" + channel, LARGE);
        }
        frame.append(recovery(channel));
      }

      // Not before: a client that takes its time to connect is hung up on.
      try (RawWebSocket socket = RawWebSocket.open(plain.port(), CentrifugeClient.PATH)) {
        socket.sendText(frame.toString());

        assertEquals(1, new JsonObject(socket.read().text()).getInteger("id"));
        for (int channel = 2; channel < 8; channel++) {
          JsonObject reply = new JsonObject(socket.read().text());
          assertEquals(channel, reply.getInteger("id"));
          assertEquals(15, reply.getJsonObject("subscribe").getJsonArray("publications").size());
        }
      }
    }
  }

  @Test
  void clientThatPingsWithoutReadingTheAnswersIsGone() {
    try (RawWebSocket deaf = RawWebSocket.openSmall(node.port(), "/subscribe?channel=p")) {
      byte[] ping = RawWebSocket.frame(0x80 | Frame.PING, new byte[125]);
      byte[] pings = new byte[ping.length * 500];
      for (int i = 0; i < 500; i++) {
        System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
      }

      askUntilCut(node, deaf, pings);

      node.awaitClients(0);
    }
  }

  @Test
  void eventStreamThatIsNotReadIsGone() {
    try (RawWebSocket deaf = RawWebSocket.connect(4_096, node.port())) {
      deaf.sendRaw(
          "GET /subscribe?channel=wide HTTP/1.1\r\nHost: localhost\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      node.awaitSubscribers("wide", 1);
      try (EventStream reader = EventStream.open(node, "/subscribe?channel=wide", "")) {
        node.awaitSubscribers("wide", 2);
        for (int i = 0; i < MOST_MESSAGES && node.subscribers("wide") == 2; i++) {
          node.publish("wide", LARGE);
          assertEquals(LARGE.length() + 2, reader.next().data().length());
        }

        node.awaitSubscribers("wide", 1);
        String row = "carillon_slow_clients_total{kind=\"sse\",route=\"/subscribe\"} 1.0\n";
        String figures = node.admin("GET", "/metrics", null).body();
        assertTrue(figures.contains(row), figures);
        deaf.awaitEnd(); // what the kernel held, then a reset: the socket is really gone
      }
    }
  }

  private static String recovery(int channel) {
    return "{\"subscribe\":{\"recover\":true,\"channel\":\"demo:%1$d\"},\"id\":%1$d}"
        .formatted(channel);
  }

  private static void askUntilCut(TestNode node, RawWebSocket deaf, byte[] questions) {
    for (int i = 0; i < MOST_MESSAGES && node.clients() == 1; i++) {
      try {
        deaf.sendRaw(questions);
      } catch (java.io.UncheckedIOException cut) {
        return;
      }
    }
  }
}
