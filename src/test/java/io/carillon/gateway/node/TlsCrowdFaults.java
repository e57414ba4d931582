package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new certificate while many are here. */
@Tag("faults")
class TlsCrowdFaults {
  private static final int CROWD = 1_000;
  private static final String LISTEN = "/subscribe?channel=a";

  @TempDir private Path directory;

  @Test
  void thousandClientsStayAndHearWhileTheCertificateChanges() {
    TlsFiles before = TlsFiles.make(directory, "before", "dns:localhost");
    TlsFiles after = TlsFiles.make(directory, "after", "dns:localhost");
    TlsFiles mounted = before.mount(directory.resolve("mount"));
    TlsClient client = TlsClient.anonymous();
    try (TestNode node =
        TestNode.start(
            "listeners.public.tls.port=0",
            "listeners.public.tls.certificate=" + mounted.certificate(),
            "listeners.public.tls.key=" + mounted.key(),
            "routes=[{path: /subscribe, serve: subscribe}]",
            // Nobody answers while the others come.
            "sessions={pingInterval: 10m, pongTimeout: 9m}")) {
      assertEquals("CN=before", shown(node));
      List<RawWebSocket> crowd =
          IntStream.range(0, CROWD)
              .parallel()
              .mapToObj(i -> client.open(node.tlsPort(), LISTEN))
              .toList();
      node.awaitSubscribers("a", CROWD);

      after.mount(directory.resolve("mount"));
      Await.until(() -> shown(node).equals("CN=after"), () -> shown(node));

      // Who was here before comes again with the session of that time, and is let in as well.
      try (RawWebSocket again = client.open(node.tlsPort(), LISTEN)) {
        node.awaitSubscribers("a", CROWD + 1);
        node.publish("a", "still here");
        assertEquals("\"still here\"", again.readText());
        assertEquals(
            Map.of("\"still here\"", (long) CROWD),
            crowd.stream()
                .collect(Collectors.groupingBy(RawWebSocket::readText, Collectors.counting())));
      }
      crowd.forEach(RawWebSocket::close);
      node.awaitSubscribers("a", 0);
    }
  }

  // Who comes for the first time, without a session to go on with.
  private static String shown(TestNode node) {
    return TlsClient.anonymous().subject(node.tlsPort(), "localhost");
  }
}
