package io.carillon.gateway.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that come by TLS, and those who should have. */
class TlsTest {
  private static final String GET =
      "GET /echo/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @TempDir private static Path directory;
  private static final TlsClient CLIENT = TlsClient.anonymous();
  private static EchoServers servers;
  private static TlsClient known;
  private static TlsClient stranger;
  private static TestNode node;

  @BeforeAll
  static void start() {
    servers = new EchoServers();
    TlsFiles first = TlsFiles.make(directory, "first", "dns:localhost,dns:gateway.example");
    TlsFiles other =
        TlsFiles.make(directory, "other", "dns:other.example,dns:*.wild.example", "RSA");
    TlsFiles friend = TlsFiles.make(directory, "friend", "dns:friend");
    known = TlsClient.with(friend);
    stranger = TlsClient.with(TlsFiles.make(directory, "stranger", "dns:stranger"));
    node =
        TestNode.start(
            "sessions.closeTimeout=200ms",
            "listeners.public.tls.port=0",
            "listeners.public.tls.certificate=" + first.certificate(),
            "listeners.public.tls.key=" + first.key(),
            "listeners.public.tls.certificates=[{certificate: '"
                + other.certificate()
                + "', key: '"
                + other.key()
                + "'}]",
            "listeners.public.tls.clientAuthorities=" + friend.certificate(),
            "listeners.admin.tls.certificate=" + first.certificate(),
            "listeners.admin.tls.key=" + first.key(),
            "routes=[{path: /subscribe, serve: subscribe, publish: true},"
                + " {path: /known/subscribe, serve: subscribe, clientCertificate: required},"
                + " {path: /known/echo/, proxy: p, clientCertificate: required},"
                + " {path: /echo/, proxy: p}, {path: /demo/, serve: demo},"
                + " {path: /connection/websocket, serve: centrifuge}]",
            "pools={p: {sticky: cookie, targets: [{url: '" + servers.start("a") + "'}]}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    servers.close();
  }

  private static JsonObject publish(String channel, Object data) throws Exception {
    JsonObject body = new JsonObject().put("channel", channel).put("data", data);
    return new JsonObject(post("/api/publish", body.encode()));
  }

  private static String post(String path, String body) throws Exception {
    return ask(path, body).body();
  }

  // Null for a GET.
  private static HttpResponse<String> ask(String path, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + node.adminPort() + path));
    if (body != null) {
      request
          .POST(HttpRequest.BodyPublishers.ofString(body))
          .setHeader("Content-Type", "application/json");
    }
    return HttpClient.newBuilder()
        .sslContext(CLIENT.context())
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(CLIENT.context())
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + node.tlsPort() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void webSocketHearsAllThatIsPublishedWhateverItCameBy() throws Exception {
    try (RawWebSocket secure = CLIENT.open(node.tlsPort(), "/subscribe?channel=news");
        RawWebSocket clear = RawWebSocket.open(node.port(), "/subscribe?channel=news")) {
      String first = "x".repeat(40_000);
      clear.sendText(first);
      for (int i = 0; i < 300; i++) {
        clear.sendText("\"" + i + "\"");
      }

      assertEquals(first, secure.readText());
      List<String> heard = IntStream.range(0, 300).mapToObj(i -> secure.readText()).toList();

      assertEquals(IntStream.range(0, 300).mapToObj(i -> "\"" + i + "\"").toList(), heard);
    }
  }

  @Test
  void nodeWhosePortOfClearTextIsOffListensByTlsAlone() {
    TlsFiles only = TlsFiles.make(directory, "only", "dns:localhost");
    try (TestNode closed =
            TestNode.start(
                "listeners.public.port=off",
                "listeners.public.tls.port=0",
                "listeners.public.tls.certificate=" + only.certificate(),
                "listeners.public.tls.key=" + only.key());
        RawWebSocket client = CLIENT.open(closed.tlsPort(), "/subscribe?channel=news")) {
      closed.awaitSubscribers("news", 1);
      closed.publish("news", 1);

      assertEquals("1", client.readText());
      assertEquals(0, closed.port());
    }
  }

  @Test
  void handshakeAndFirstFramesMayComeInOnePiece() throws Exception {
    try (RawWebSocket client = RawWebSocket.over(CLIENT.connect(node.tlsPort()))) {
      byte[] head = RawWebSocket.request("/subscribe?channel=own").getBytes(ISO_8859_1);
      byte[] frame = RawWebSocket.frame(0x81, "\"mine\"".getBytes(ISO_8859_1));
      byte[] both = java.util.Arrays.copyOf(head, head.length + frame.length);
      System.arraycopy(frame, 0, both, head.length, frame.length);

      client.sendRaw(both);

      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      assertEquals("\"mine\"", client.readText());
    }
  }

  @Test
  void linkPassesLargeMessagesAndGoodbyes() {
    try (RawWebSocket client = CLIENT.open(node.tlsPort(), "/echo/")) {
      String large = "y".repeat(60_000);
      client.sendText(large);
      client.sendText("small");

      assertEquals("a " + large, client.readText());
      assertEquals("a small", client.readText());

      client.send(0x88, new byte[] {0x0F, (byte) 0xA0});
      assertEquals(4_000, client.readClose().closeCode());
      assertEquals("", client.readRest());
    }
  }

  @Test
  void protocolErrorHasItsCodeAndTheConnectionEndsInOrder() {
    try (RawWebSocket client = CLIENT.open(node.tlsPort(), "/subscribe?channel=a")) {
      client.send(0x83, new byte[0]);

      assertEquals(1_002, client.readClose().closeCode());
      assertEquals("", client.readRest());
    }
  }

  @Test
  void eventStreamComesAsItIsPublished() throws Exception {
    try (SSLSocket socket = CLIENT.connect(node.tlsPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /subscribe?channel=stream HTTP/1.1\r\nHost: h\r\nAccept: text/event-stream\r\n\r\n"
                  .getBytes(ISO_8859_1));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      assertEquals("HTTP/1.1 200 OK", lines.readLine());

      publish("stream", "hello");

      String line = lines.readLine();
      while (!line.startsWith("data:")) {
        line = lines.readLine();
      }
      assertEquals("data: \"hello\"", line);
    }
  }

  @Test
  void targetIsToldOfTlsAndCookiesAreForTlsOnly() throws Exception {
    HttpResponse<String> answer = get("/echo/page");

    assertEquals("a /echo/page", answer.body());
    assertEquals(HttpClient.Version.HTTP_2, answer.version());
    assertTrue(answer.headers().firstValue("Set-Cookie").orElse("").contains("Secure"));
  }

  @Test
  void demoPageNamesTheApiAsItIsReached() throws Exception {
    String api = new JsonObject(get("/demo/config.json").body()).getString("api");

    assertEquals("https://127.0.0.1:" + node.adminPort() + "/api", api);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "localhost,          CN=first",
    "nobody.example,     CN=first",
    "OTHER.example,      CN=other",
    "one.wild.example,   CN=other",
    "a.b.wild.example,   CN=first",
    "wild.example,       CN=first"
  })
  void certificateIsThatOfTheNameAskedFor(String name, String subject) {
    assertEquals(subject, CLIENT.subject(node.tlsPort(), name));
  }

  @Test
  void versions12And13AreSpoken() throws IOException {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket socket = CLIENT.secure(socket(node.tlsPort()), "localhost", version)) {
        assertEquals(version, socket.getSession().getProtocol());
      }
    }
  }

  @Test
  void http2IsOfferedToOperatorsToo() throws Exception {
    HttpResponse<String> wrong = ask("/api/nothing", "{}");
    HttpResponse<String> metrics = ask("/metrics", null);
    HttpResponse<String> page = ask("/dashboard/", null);

    assertEquals(404, wrong.statusCode());
    assertEquals(200, metrics.statusCode());
    assertEquals(200, page.statusCode());
    for (HttpResponse<String> answer : List.of(wrong, metrics, page)) {
      assertEquals(HttpClient.Version.HTTP_2, answer.version());
      assertEquals(List.of(), answer.headers().allValues("connection"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"/known/subscribe?channel=a", "/known/echo/"})
  void routeThatDemandsACertificateLetsNobodyInWithout(String path) throws IOException {
    String request = RawWebSocket.request(path);

    assertTrue(RawWebSocket.answerTo(node.port(), request).startsWith("HTTP/1.1 403 "));
    try (RawWebSocket secure = RawWebSocket.over(CLIENT.connect(node.tlsPort()))) {
      secure.sendRaw(request.getBytes(ISO_8859_1));
      assertTrue(secure.readAnswer().startsWith("HTTP/1.1 403 "));
    }
    known.open(node.tlsPort(), path).close();
  }

  @Test
  void certificateThatNobodyVouchesForIsRefusedAnywhere() {
    assertThrows(
        IOException.class,
        () -> {
          // In TLS 1.3 the client hears of it with its first read.
          try (SSLSocket socket = stranger.connect(node.tlsPort())) {
            socket.getOutputStream().write(GET.getBytes(ISO_8859_1));
            socket.getInputStream().readAllBytes();
          }
        });
  }

  private static Socket socket(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(40_000);
    return socket;
  }
}
