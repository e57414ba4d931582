package io.carillon.gateway.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New certificates while clients are here, the way Kubernetes brings them; and PROXY headers. */
class TlsRotationTest {
  @TempDir private static Path directory;
  private static TlsFiles one;
  private static TlsFiles two;
  private static TestNode node;

  @BeforeAll
  static void start() {
    one = TlsFiles.make(directory, "one", "dns:localhost");
    two = TlsFiles.make(directory, "two", "dns:localhost");
    TlsFiles mounted = one.mount(directory.resolve("mount"));
    node =
        TestNode.start(
            "listeners.public.proxyProtocol=true",
            "listeners.public.trustedProxies=[127.0.0.0/8]",
            "listeners.public.tls.engine=jdk",
            "listeners.public.tls.port=0",
            "listeners.public.tls.certificate=" + mounted.certificate(),
            "listeners.public.tls.key=" + mounted.key(),
            "routes=[{path: /subscribe, serve: subscribe}]");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void newCertificateIsShownAndABadOneIsNotAndNobodyIsDropped() throws IOException {
    try (RawWebSocket early = open()) {
      assertEquals("CN=one", shown());

      two.mount(directory.resolve("mount"));
      Await.until(() -> shown().equals("CN=two"), TlsRotationTest::shown);
      Exposed.await(node, "carillon_tls_reloads_total{listener=\"public\",outcome=\"taken\"}", 1);

      new TlsFiles(one.certificate(), two.key()).mount(directory.resolve("mount"));
      Exposed.await(node, "carillon_tls_reloads_total{listener=\"public\",outcome=\"refused\"}", 1);
      Exposed.await(node, "carillon_tls_certificate_stale{listener=\"public\"}", 1);
      assertEquals("CN=two", shown());

      two.mount(directory.resolve("mount"));
      Exposed.await(node, "carillon_tls_certificate_stale{listener=\"public\"}", 0);

      node.awaitSubscribers("a", 1);
      node.publish("a", "still here");
      assertEquals("\"still here\"", early.readText());
    }
  }

  @Test
  void clientIsWhoTheHeaderBeforeTlsSays() throws IOException {
    // Both in one piece, and one after the other.
    for (boolean apart : new boolean[] {true, false}) {
      try (Socket socket = socket()) {
        socket.getOutputStream().write(header(apart));
        try (RawWebSocket client =
            RawWebSocket.open(
                TlsClient.anonymous().secure(socket, "localhost"), "/subscribe?channel=b")) {
          node.awaitSubscribers("b", 1);
          node.publish("b", 1);
          assertEquals("1", client.readText());
        }
        node.awaitSubscribers("b", 0);
      }
    }
  }

  private static byte[] header(boolean text) {
    return text
        ? "PROXY TCP4 1.2.3.4 5.6.7.8 11 22\r\n".getBytes(ISO_8859_1)
        : HexFormat.of()
            .parseHex(
                "0d0a0d0a000d0a515549540a" + "2111000c" + "01020304" + "05060708" + "000b0016");
  }

  @Test
  void whoBeginsWithTlsOrWithNonsenseIsDisconnected() throws IOException {
    assertThrows(
        IOException.class, () -> TlsClient.anonymous().secure(socket(), "localhost").close());
    try (Socket socket = socket()) {
      byte[] nonsense = new byte[200];
      Arrays.fill(nonsense, (byte) 'x');
      socket.getOutputStream().write(nonsense);

      assertTrue(isOver(socket));
    }
  }

  private static boolean isOver(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  private static RawWebSocket open() throws IOException {
    Socket socket = socket();
    socket.getOutputStream().write(header(true));
    return RawWebSocket.open(
        TlsClient.anonymous().secure(socket, "localhost"), "/subscribe?channel=a");
  }

  private static String shown() {
    try (Socket socket = socket()) {
      socket.getOutputStream().write(header(false));
      return TlsClient.subject(TlsClient.anonymous().secure(socket, "localhost"));
    } catch (IOException broken) {
      return broken.toString();
    }
  }

  private static Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.tlsPort());
    socket.setSoTimeout(40_000);
    return socket;
  }
}
