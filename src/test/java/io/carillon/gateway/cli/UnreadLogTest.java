package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeProcess;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.RawWebSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose log goes into a pipe that nobody reads. */
class UnreadLogTest {
  /** A pipe holds 64 KiB, and each client is worth two lines. */
  private static final int CLIENTS = 500;

  @Test
  void logThatNobodyReadsStopsNobody(@TempDir Path directory) {
    Path pipe = directory.resolve("pipe");
    List<String> intoPipe =
        List.of("sh", "-c", "mkfifo \"$0\" && exec \"$@\" 2<>\"$0\"", pipe.toString());
    NodeAddress address = new NodeAddress("n1", "127.0.0.1", Ports.free(), Ports.free());
    try (NodeProcess node =
        NodeProcess.start("unread-log", address, intoPipe, List.of("log.clients=true"))) {
      node.awaitReady();
      for (int i = 0; i < CLIENTS; i++) {
        RawWebSocket.open(address.publicPort(), "/subscribe?channel=a").close();
      }
      assertTrue(node.isReady());
    }
  }
}
