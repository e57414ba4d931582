package io.carillon.gateway.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that cannot come in by TLS, of either engine, while one who did listens. */
class TlsRefusedTest {
  private static final String LISTEN = "/subscribe?channel=a";
  private static final String GET =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final HexFormat HEX = HexFormat.of();

  /** Of TLS 1.1, with ciphers of its time and no extensions: RFC 4346 section 7.4.1.2. */
  private static final byte[] OLD_HELLO =
      HEX.parseHex(
          "160301002f" + "0100002b" + "0302" + "00".repeat(32) + "00" + "0004c009c013" + "0100");

  @TempDir private static Path directory;
  private static Map<String, TestNode> nodes;
  private static TlsClient impostor;
  private static TlsClient stranger;
  private final List<RawWebSocket> witnesses = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    TlsFiles own = TlsFiles.make(directory, "own", "dns:localhost");
    TlsFiles friend = TlsFiles.make(directory, "friend", "dns:friend");
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    impostor = TlsClient.with(TlsFiles.make(elsewhere, "friend", "dns:friend"));
    stranger = TlsClient.with(TlsFiles.make(elsewhere, "stranger", "dns:stranger"));
    nodes = Map.of("jdk", node("jdk", own, friend), "openssl", node("openssl", own, friend));
  }

  private static TestNode node(String engine, TlsFiles own, TlsFiles friend) {
    return TestNode.start(
        "listeners.public.tls.engine=" + engine,
        "listeners.public.tls.port=0",
        "listeners.public.tls.certificate=" + own.certificate(),
        "listeners.public.tls.key=" + own.key(),
        "listeners.public.tls.clientAuthorities=" + friend.certificate(),
        "routes=[{path: /subscribe, serve: subscribe}]");
  }

  @AfterAll
  static void stop() {
    nodes.values().forEach(TestNode::close);
  }

  @BeforeEach
  void listen() {
    nodes.forEach(
        (engine, node) -> witnesses.add(TlsClient.anonymous().open(node.tlsPort(), LISTEN)));
  }

  @AfterEach
  void whoListensHears() {
    for (TestNode node : nodes.values()) {
      node.awaitSubscribers("a", 1);
      node.publish("a", "heard");
    }
    witnesses.forEach(witness -> assertEquals("\"heard\"", witness.readText()));
    witnesses.forEach(RawWebSocket::close);
    nodes.values().forEach(node -> node.awaitSubscribers("a", 0));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"jdk", "openssl"})
  void version11IsRefusedByItsAlert(String engine) throws IOException {
    byte[] answer = answer(nodes.get(engine).tlsPort(), OLD_HELLO);

    // A fatal alert, protocol_version, and the end: RFC 8446 section 6.
    assertEquals("15", HEX.formatHex(answer, 0, 1));
    assertEquals("0002" + "02" + "46", HEX.formatHex(answer, 3, answer.length));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"jdk", "openssl"})
  void clearTextToThePortOfTlsEnds(String engine) throws IOException {
    byte[] request = RawWebSocket.request(LISTEN).getBytes(ISO_8859_1);

    byte[] answer = answer(nodes.get(engine).tlsPort(), request);

    assertEquals("", new String(answer, ISO_8859_1));
  }

  @Test
  void tlsToTheClearPortIsABadRequest() throws IOException {
    String answer = new String(answer(nodes.get("jdk").port(), OLD_HELLO), ISO_8859_1);

    assertTrue(answer.matches("HTTP/1.[01] 400 [^\\x00]*"), answer);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"jdk, TLSv1.2", "jdk, TLSv1.3", "openssl, TLSv1.2", "openssl, TLSv1.3"})
  void certificateThatOnlyBearsTheNameOfAFriendIsRefused(String engine, String version) {
    int port = nodes.get(engine).tlsPort();

    assertThrows(
        IOException.class,
        () -> {
          // In TLS 1.3 the client hears of it with its first read.
          try (SSLSocket socket = impostor.secure(socket(port), "localhost", version)) {
            socket.getOutputStream().write(GET.getBytes(ISO_8859_1));
            socket.getInputStream().readAllBytes();
          }
        });
  }

  // In TLS 1.2 the end may overtake it.
  @ParameterizedTest(name = "{0}")
  @CsvSource({"jdk, certificate_unknown", "openssl, unknown_ca"})
  void certificateThatNobodyVouchesForIsRefusedByItsAlert(String engine, String alert) {
    int port = nodes.get(engine).tlsPort();

    IOException told =
        assertThrows(
            IOException.class,
            () -> {
              try (SSLSocket socket = stranger.secure(socket(port), "localhost", "TLSv1.3")) {
                socket.getInputStream().readAllBytes();
              }
            });

    assertTrue(told.getMessage().contains(alert), told::toString);
  }

  private static byte[] answer(int port, byte[] request) throws IOException {
    try (Socket socket = socket(port)) {
      socket.getOutputStream().write(request);
      return socket.getInputStream().readAllBytes();
    }
  }

  private static Socket socket(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(40_000);
    return socket;
  }
}
