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
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest(name = "{0}, by TLS: {1}")
  @CsvSource({"/subscribe?channel=a, true", "/echo, false"})
  void nodeThatHasPartedFromAllSaysThatNobodyIsLeft(
      String path, boolean secure, @TempDir Path directory) throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(Parting.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    TlsFiles files = TlsFiles.make(directory, "node", "dns:localhost");
    List<RawWebSocket> clients = new ArrayList<>();
    try (EchoServers servers = new EchoServers();
        TestNode node =
            TestNode.start(
                "shutdown={notReadyFor: 0s, window: 0s}",
                "listeners.public.tls.port=0",
                "listeners.public.tls.certificate=" + files.certificate(),
                "listeners.public.tls.key=" + files.key(),
                "routes=[{path: /subscribe, serve: subscribe}, {path: /echo, proxy: p}]",
                "pools={p: {targets: [{url: '" + servers.start("a") + "'}]}}")) {
      for (int i = 0; i < 3; i++) {
        clients.add(
            secure
                ? TlsClient.anonymous().open(node.tlsPort(), path)
                : RawWebSocket.open(node.port(), path));
      }

      var drained = node.node().drain();
      for (RawWebSocket client : clients) {
        assertEquals(1012, client.readClose().closeCode());
        client.send(0x88, new byte[] {3, (byte) 0xf4});
        client.close();
      }
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
