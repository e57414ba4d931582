package io.carillon.gateway.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What targets are told of clients that come by TLS, and of those who claim that they do. */
class TlsForwardedTest {
  private static final String CLIENT = "127.0.0.1";
  private static final String PROXY = "127.0.0.2";
  private static final String[] CLAIMS = {
    "X-Forwarded-Client-Cert: Hash=00;Subject=\"CN=root\"",
    "x-forwarded-client-cert: Hash=11",
    "X-Forwarded-Proto: gopher"
  };

  @TempDir private static Path directory;
  private static final Vertx VERTX = Vertx.vertx();
  private static String shown;
  private static TlsClient known;
  private static String target;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    TlsFiles own = TlsFiles.make(directory, "own", "dns:localhost");
    TlsFiles friend = TlsFiles.make(directory, "friend", "dns:friend");
    known = TlsClient.with(friend);
    shown = "Hash=" + digest(friend.certificate()) + ";Subject=\"CN=friend\"";
    HttpServer backend =
        VERTX
            .createHttpServer()
            .webSocketHandler(socket -> socket.writeTextMessage(told(socket.headers())))
            .requestHandler(request -> request.response().end(told(request.headers())));
    target = "http://127.0.0.1:" + Await.await(backend.listen(0, "127.0.0.1")).actualPort();
    node =
        TestNode.start(
            "listeners.public.trustedProxies=[" + PROXY + "]",
            "listeners.public.tls.port=0",
            "listeners.public.tls.certificate=" + own.certificate(),
            "listeners.public.tls.key=" + own.key(),
            "listeners.public.tls.clientAuthorities=" + friend.certificate(),
            "routes=[{path: /, proxy: p}]",
            "pools={p: {targets: [{url: '" + target + "'}]}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    Await.await(VERTX.close());
  }

  private static String told(MultiMap headers) {
    return headers.getAll("X-Forwarded-Proto") + " " + headers.getAll("X-Forwarded-Client-Cert");
  }

  private static String digest(Path certificate) throws Exception {
    try (var in = Files.newInputStream(certificate)) {
      byte[] der = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }
  }

  @Test
  void certificateOfAClientIsToldAndWhatItClaimsIsNot() throws IOException {
    assertEquals("[https] [" + shown + "]", link(secure(known, CLIENT), CLAIMS));
    assertEquals("[https] [" + shown + "]", request(secure(known, CLIENT), CLAIMS));
  }

  @Test
  void clientWithoutACertificateCannotClaimOne() throws IOException {
    assertEquals("[https] []", link(secure(TlsClient.anonymous(), CLIENT), CLAIMS));
    assertEquals("[https] []", request(secure(TlsClient.anonymous(), CLIENT), CLAIMS));
  }

  @Test
  void clientInClearTextCanClaimNeither() throws IOException {
    assertEquals("[http] []", link(socket(CLIENT, node.port()), CLAIMS));
    assertEquals("[http] []", request(socket(CLIENT, node.port()), CLAIMS));
  }

  @Test
  void proxyThatIsTrustedIsBelievedItsSchemeButNoCertificate() throws IOException {
    String[] told = {"X-Forwarded-Client-Cert: Hash=22", "X-Forwarded-Proto: https"};

    assertEquals("[https] []", request(socket(PROXY, node.port()), told));
    assertEquals("[https] [" + shown + "]", request(secure(known, PROXY), told));
    assertEquals("[https] [" + shown + "]", link(secure(known, PROXY), told));
  }

  @Test
  void balancerThatEndsTlsTellsSoInItsProxyHeader() throws IOException {
    String tcp4 = "0d0a0d0a000d0a515549540a 2111 %s 01020304 05060708 000b 0016";
    try (TestNode behind =
        TestNode.start(
            "listeners.public.proxyProtocol=true",
            "listeners.public.trustedProxies=[" + PROXY + "]",
            "routes=[{path: /, proxy: p}]",
            "pools={p: {sticky: cookie, targets: [{url: '" + target + "'}]}}")) {
      int port = behind.port();
      String tls = tcp4.formatted("001e") + "20000f01 00000000 210007 544c5376312e33";
      String secure = answer(behindHeader(port, tls), "Accept: */*");
      String clear =
          answer(behindHeader(port, tcp4.formatted("0014") + "20000500 00000000"), "Accept: */*");
      String silent = answer(behindHeader(port, tcp4.formatted("000c")), "Accept: */*");

      assertTrue(secure.endsWith("[https] []"), secure);
      assertTrue(secure.contains("SameSite=Lax; Secure\r\n"), secure);
      assertTrue(clear.endsWith("[http] []"), clear);
      assertTrue(silent.endsWith("[http] []"), silent);
      assertTrue(silent.contains("SameSite=Lax\r\n"), silent);
      String link = link(behindHeader(port, tls));
      assertEquals("[https] []", link);
    }
  }

  private static Socket behindHeader(int port, String hex) throws IOException {
    Socket socket = socket(PROXY, port);
    socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
    return socket;
  }

  private static String link(Socket socket, String... headers) {
    try (RawWebSocket client = RawWebSocket.open(socket, "/", headers)) {
      return client.readText();
    }
  }

  private static String request(Socket socket, String... headers) throws IOException {
    String answer = answer(socket, headers);
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static String answer(Socket socket, String... headers) throws IOException {
    try (socket) {
      String head = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
      String lines = String.join("\r\n", headers);
      socket.getOutputStream().write((head + lines + "\r\n\r\n").getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static Socket secure(TlsClient client, String from) throws IOException {
    return client.secure(socket(from, node.tlsPort()), "localhost");
  }

  private static Socket socket(String from, int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0);
    socket.setSoTimeout(40_000);
    return socket;
  }
}
