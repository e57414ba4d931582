package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EventStream;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NothingLeftBehindTest {
  @Test
  void clientsThatComeAndGoInEveryWayLeaveNoDescriptorAndNoSubscription() throws Exception {
    try (TestNode node = TestNode.start("sessions.closeTimeout=50ms")) {
      visit(node);
      node.awaitClients(0);
      long before = sockets();

      for (int i = 0; i < 10; i++) {
        visit(node);
      }

      node.awaitClients(0);
      assertEquals(new JsonObject(), node.channels());
      Await.until(() -> sockets() <= before, () -> before + " sockets became " + sockets());
    }
  }

  @Test
  void closedNodeLeavesNoSocketAndNoThread() throws Exception {
    TestNode.start().close(); // whatever is made once
    long before = sockets();

    TestNode node = TestNode.start("sessions.closeTimeout=100ms");
    RawWebSocket client = RawWebSocket.open(node.port(), "/subscribe");
    node.node().close().await();
    client.awaitEnd();
    client.close();

    Await.until(() -> sockets() <= before, () -> before + " sockets became " + sockets());
    // The last loop ends itself a moment after it has said that all is closed.
    Await.until(() -> eventLoops().isEmpty(), () -> "still there: " + eventLoops());
  }

  private static List<String> eventLoops() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("vert.x-eventloop"))
        .toList();
  }

  // Comes as one of each kind, and goes politely, abruptly and in shame.
  private static void visit(TestNode node) {
    List<AutoCloseable> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CentrifugeClient client = CentrifugeClient.connect(node);
      client.subscribe("demo:visit" + i);
      clients.add(client);
      clients.add(RawWebSocket.open(node.port(), "/subscribe?channel=visit" + i));
      clients.add(EventStream.open(node, "/subscribe?channel=visit" + i, ""));
      RawWebSocket wrong = RawWebSocket.open(node.port(), CentrifugeClient.PATH);
      wrong.sendText("nonsense");
      assertEquals(3501, wrong.readClose().closeCode());
      wrong.awaitEnd();
      clients.add(wrong);
      clients.add(RawWebSocket.connect(0, node.port()));
    }
    RawWebSocket polite = RawWebSocket.open(node.port(), "/subscribe");
    polite.send(0x88, new byte[] {3, (byte) 0xE8});
    assertEquals(1000, polite.readClose().closeCode());
    clients.add(polite);
    for (AutoCloseable client : clients) {
      try {
        client.close();
      } catch (Exception broken) {
        throw new IllegalStateException(broken);
      }
    }
  }

  private static long sockets() {
    File[] descriptors = new File("/proc/self/fd").listFiles();
    return Stream.of(descriptors == null ? new File[0] : descriptors)
        .filter(NothingLeftBehindTest::isSocket)
        .count();
  }

  private static boolean isSocket(File descriptor) {
    try {
      return Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("socket:");
    } catch (IOException gone) {
      return false;
    }
  }
}
