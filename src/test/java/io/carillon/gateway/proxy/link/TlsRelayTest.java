package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TlsFiles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The relay where both of its legs are encrypted, each for itself. */
@SuppressWarnings("try") // clients that leave in the middle
class TlsRelayTest {
  private static final int MESSAGE = 256 * 1024;

  /** More than the kernel takes for a client that does not read yet. */
  private static final int MESSAGES = 28;

  @TempDir private static Path directory;

  @Test
  void everythingPassesInItsOwnTime() throws Exception {
    TlsFiles files = TlsFiles.make(directory, "both", "dns:localhost,ip:127.0.0.1");
    SSLContext tls = context(directory.resolve("both.p12"));
    try (RawWebSocketBackend backend = new RawWebSocketBackend(tls.getServerSocketFactory());
        LinkServer gateway = LinkServer.overTls(files, backend.port());
        RawWebSocket client =
            RawWebSocket.over(
                tls.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), gateway.port()))) {
      client.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
      RawWebSocketBackend.Peer target = backend.accept();
      client.readAnswer();
      byte[] message = new byte[MESSAGE];
      new Random(1).nextBytes(message);
      Thread sender =
          new Thread(
              () -> {
                byte[] frame = RawWebSocketBackend.frame(0x82, message);
                for (int i = 0; i < MESSAGES; i++) {
                  target.send(frame);
                }
              });
      sender.start();

      byte[] up = RawWebSocket.frame(0x82, message);
      client.sendRaw(up);
      assertArrayEquals(up, target.read(up.length));
      for (int i = 0; i < MESSAGES; i++) {
        assertArrayEquals(message, client.read().payload());
      }
      sender.join();

      target.close();
      assertEquals("close 1012 backend lost", client.read().toString());
      client.close();
      gateway.awaitNothing();
    }
  }

  @Test
  void targetWhoseTlsBreaksBeforeItsAnswerIsA502() throws Exception {
    TlsFiles files = TlsFiles.make(directory, "broken", "dns:localhost,ip:127.0.0.1");
    SSLContext tls = context(directory.resolve("broken.p12"));
    try (ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        LinkServer gateway = LinkServer.overTls(files, backend.getLocalPort());
        RawWebSocket client =
            RawWebSocket.over(
                tls.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), gateway.port()))) {
      client.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
      try (Socket plain = backend.accept()) {
        SSLSocket secured =
            (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), false);
        secured.setUseClientMode(false);
        secured.startHandshake();
        assertEquals('G', secured.getInputStream().read());
        plain.getOutputStream().write("no record of TLS".getBytes(StandardCharsets.US_ASCII));

        String all = client.readRest();
        assertTrue(all.startsWith("HTTP/1.1 502 Bad Gateway\r\n"), all);
        assertTrue(all.endsWith("\r\n\r\nno answer from the target\n"), all);
      }
      Target target = gateway.pool().targets().get(0);
      assertEquals(1, target.status().failures());
      gateway.awaitNothing();
    }
  }

  private static SSLContext context(Path store) throws Exception {
    char[] password = "password".toCharArray();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, password);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    String alias = keys.aliases().nextElement();
    trusted.setCertificateEntry(alias, keys.getCertificate(alias));
    TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
    others.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context;
  }
}
