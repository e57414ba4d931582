package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.EventStream;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestCluster;
import io.carillon.gateway.testkit.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

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
  void nodeThatIsClosedAgainGoesDownOnceAndBothAreTold() throws Exception {
    TestNode node = TestNode.start();
    Logger log = (Logger) LoggerFactory.getLogger(ShutdownSequence.class);
    ListAppender<ILoggingEvent> failedSteps = new ListAppender<>();
    failedSteps.start();
    log.addAppender(failedSteps);
    try {
      var first = node.node().close();
      node.node().close().await(20, TimeUnit.SECONDS);
      first.await(20, TimeUnit.SECONDS);
      node.node().close().await(20, TimeUnit.SECONDS);
    } finally {
      log.detachAppender(failedSteps);
    }
    assertEquals(List.of(), failedSteps.list);
  }

  @Test
  void nodeThatHasPartedFromAllSaysThatNobodyIsLeft() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(Parting.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    List<RawWebSocket> clients = new ArrayList<>();
    try (TestNode node = TestNode.start("shutdown={notReadyFor: 0s, window: 0s}")) {
      for (int i = 0; i < 20; i++) {
        clients.add(RawWebSocket.open(node.port(), "/subscribe?channel=a"));
      }
      node.awaitClients(20);

      var drained = node.node().drain();
      clients.forEach(RawWebSocket::readClose);
      clients.forEach(RawWebSocket::close);
      drained.await(40, TimeUnit.SECONDS);
    } finally {
      log.detachAppender(lines);
    }
    assertEquals("closed left=0", lines.list.get(lines.list.size() - 1).getFormattedMessage());
  }

  @ParameterizedTest(name = "cluster: {0}")
  @ValueSource(booleans = {false, true})
  void secondNodeOnATakenPortFailsAndLeavesNothingRunning(boolean clustered) {
    try (TestNode first = TestNode.start()) {
      List<String> settings = new ArrayList<>(List.of("listeners.public.port=" + first.port()));
      if (clustered) {
        settings.addAll(TestCluster.settings("taken", List.of(Ports.free(), Ports.free()), 0));
      }
      IllegalStateException failure =
          Assertions.assertThrows(
              IllegalStateException.class, () -> TestNode.start(settings.toArray(new String[0])));

      assertEquals("listeners.public.port", failure.getMessage().split(":")[0]);
    }
  }
}
