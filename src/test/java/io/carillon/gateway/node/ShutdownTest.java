package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.EventStream;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  @Test
  void nodeThatGoesDownTellsEveryClientInItsOwnWords() throws Exception {
    TestNode node = TestNode.start("sessions.closeTimeout=100ms");
    try (CentrifugeClient centrifuge = CentrifugeClient.connect(node);
        CentrifugeClient silent = CentrifugeClient.open(node);
        RawWebSocket raw = RawWebSocket.open(node.port(), "/subscribe?channel=a");
        EventStream events = EventStream.open(node, "/subscribe?channel=demo:a", "")) {
      events.awaitId();
      node.awaitClients(3);
      var closed = node.node().close();

      assertEquals("close 3001 shutdown", centrifuge.socket().readClose().toString());
      assertEquals("close 3001 shutdown", silent.socket().readClose().toString());
      assertEquals(1012, raw.readClose().closeCode());
      Assertions.assertThrows(IllegalStateException.class, events::next);
      closed.await(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void nodeThatGoesDownTellsEveryLinkToComeBackAndItsTargetToo() throws Exception {
    try (EchoServers servers = new EchoServers()) {
      TestNode node =
          TestNode.start(
              "routes=[{path: /, proxy: p}]",
              "pools={p: {targets: [{url: '" + servers.start("a") + "'}]}}");
      try (RawWebSocket one = RawWebSocket.open(node.port(), "/");
          RawWebSocket other = RawWebSocket.open(node.port(), "/")) {
        var closed = node.node().close();

        assertEquals(1012, one.readClose().closeCode());
        assertEquals(1012, other.readClose().closeCode());
        one.send(0x88, new byte[] {3, (byte) 0xf4});
        other.send(0x88, new byte[] {3, (byte) 0xf4});
        one.awaitEnd();
        other.awaitEnd();
        closed.await(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void secondNodeOnATakenPortFailsAndLeavesNothingRunning() {
    try (TestNode first = TestNode.start()) {
      IllegalStateException failure =
          Assertions.assertThrows(
              IllegalStateException.class,
              () -> TestNode.start("listeners.public.port=" + first.port()));

      assertEquals("listeners.public.port", failure.getMessage().split(":")[0]);
    }
  }
}
