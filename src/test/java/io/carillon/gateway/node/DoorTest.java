package io.carillon.gateway.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clean handshakes come in past Vert.x, whatever begins with an empty line comes in by it: nobody
 * can tell the difference.
 */
class DoorTest {
  private static final int DEADLINE_SECONDS = 20;
  private static final String BY_VERTX = "\r\n";

  /** What targets were told, but for ports. */
  private static final BlockingQueue<String> ASKED = new LinkedBlockingQueue<>();

  private static Vertx vertx;
  private static String url;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    HttpServer backend =
        vertx
            .createHttpServer()
            .webSocketHandshakeHandler(DoorTest::accept)
            .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
            .requestHandler(request -> request.response().end("plain\n"))
            .listen(0, "127.0.0.1")
            .await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    url = "http://127.0.0.1:" + backend.actualPort();
    node =
        TestNode.start(
            "listeners.public.trustedProxies=[127.0.0.0/8]",
            "auth.tokens.hmacSecret=" + Tokens.SECRET,
            "routes=[{path: /p/, proxy: p}, {path: /nobody/, proxy: nobody},"
                + " {path: /rewritten/, proxy: p, rewrite: /r/},"
                + " {path: /closed/, proxy: p, allowedOrigins: ['https://good.example']},"
                + " {path: /subscribe, serve: subscribe},"
                + " {path: /t/, proxy: p, token: true},"
                + " {path: /h/, proxy: p}, {path: /h/, host: one.example, proxy: nobody}]",
            "pools={p: {targets: [{url: '" + url + "'}]}, nobody: {targets: []}}");
  }

  private static void accept(ServerWebSocketHandshake handshake) {
    String told = handshake.uri() + "\n" + handshake.headers();
    ASKED.add(told.replaceAll("(127\\.0\\.0\\.1):\\d+", "$1"));
    handshake.accept();
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    vertx.close().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/p/ws",
        "/p/ws?a=b&token=c%20d",
        "/p/%77s?%zz",
        "/p/a/../b",
        "/p//a",
        "/rewritten/a/b?c",
        "/nobody/ws",
        "/nowhere",
        "/closed/ws",
        "/subscribe?channel=a",
        "/subscribe",
        "/h/a",
      })
  void everyPathIsAnsweredAlike(String path) throws Exception {
    assertAlike(RawWebSocket.request(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 10.1.2.3, 10.1.2.4",
        "X-Forwarded-For: 10.1.2.3\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: a.example",
        "Forwarded: for=10.1.2.3;proto=https;host=a.example",
        "Origin: https://good.example",
        "Origin: https://good.example\r\nOrigin: https://evil.example",
        "Sec-WebSocket-Protocol: chat",
        "Sec-WebSocket-Extensions: permessage-deflate",
        "Sec-WebSocket-Version: 8",
        "Sec-WebSocket-Key: x",
        "Connection: keep-alive, X-Hop\r\nX-Hop: 1",
        "Keep-Alive: 5\r\nTE: trailers",
        "Content-Length: 0",
        "Content-Length: 3",
        "Transfer-Encoding: chunked",
        "Upgrade: h2c",
        "Cookie: a=b; c=d\r\nX-Empty:",
      })
  void everyFieldIsPassedOnOrRefusedAlike(String fields) throws Exception {
    assertAlike(RawWebSocket.request("/p/ws", fields));
    assertAlike(RawWebSocket.request("/closed/ws", fields));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one.example", "ONE.example:81", "one.example:99999", "[::1]:8", "a b"})
  void everyHostIsRoutedAlike(String host) throws Exception {
    assertAlike(RawWebSocket.request("/h/a").replace("localhost", host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/t/ws",
        "/t/ws?token=GOOD",
        "/t/ws?Token=GOOD&a=b",
        "/t/ws?TOKEN=BAD&token=GOOD",
        "/t/ws?token=BAD",
        "/t/ws?token=",
        "/t/ws?token=%zz",
        "/t/ws Authorization: Bearer GOOD",
        "/t/ws Authorization: Bearer BAD",
        "/t/ws Authorization: Bearer GOOD\r\nAuthorization: Bearer GOOD",
      })
  void everyTokenIsTakenOrRefusedAlike(String brought) throws Exception {
    String[] path = withTokens(brought).split(" ", 2);

    assertAlike(
        path.length == 1 ? RawWebSocket.request(path[0]) : RawWebSocket.request(path[0], path[1]));
  }

  @Test
  void tokenThatIsRefusedIsCountedOnce() {
    String row = "carillon_tokens_total{verdict=\"signature\"}";
    double before = Exposed.find(node, row).orElseThrow();

    String answer =
        RawWebSocket.answerTo(node.port(), RawWebSocket.request(withTokens("/t/ws?token=BAD")));

    assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
    assertEquals(before + 1, Exposed.find(node, row).orElseThrow());
  }

  @Test
  void placesAreTakenAndGivenBackAlike() {
    String request = RawWebSocket.request("/p/ws");
    try (TestNode small =
        TestNode.start(
            "limits.address.connections=1",
            "routes=[{path: /, proxy: p}]",
            "pools={p: {targets: [{url: '" + url + "'}]}}")) {
      for (String way : List.of("", BY_VERTX, "")) {
        Await.until(
            () -> holdsItsPlace(small, way + request), () -> "no place was given back: " + way);
      }
    }
    ASKED.clear();
  }

  // Whether one got in; then another must not.
  private static boolean holdsItsPlace(TestNode small, String request) {
    try (RawWebSocket one = RawWebSocket.connect(0, small.port())) {
      one.sendRaw(request.getBytes(ISO_8859_1));
      boolean in = one.readAnswer().startsWith("HTTP/1.1 101 ");
      for (String way : in ? List.of("", BY_VERTX) : List.<String>of()) {
        String answer = RawWebSocket.answerTo(small.port(), way + RawWebSocket.request("/p/ws"));
        assertTrue(answer.startsWith("HTTP/1.1 429 "), answer);
      }
      return in;
    }
  }

  private static String withTokens(String text) {
    return text.replace("GOOD", Tokens.of("{\"sub\":\"ann\"}"))
        .replace("BAD", Tokens.signed("HS256", "another", "{\"sub\":\"eve\"}"));
  }

  @Test
  void framesBehindTheHeadReachTheTarget() {
    for (String way : new String[] {"", BY_VERTX}) {
      try (RawWebSocket client = RawWebSocket.connect(0, node.port())) {
        byte[] head = (way + RawWebSocket.request("/p/ws")).getBytes(ISO_8859_1);
        byte[] frame = RawWebSocket.frame(0x81, "early".getBytes(ISO_8859_1));
        byte[] all = java.util.Arrays.copyOf(head, head.length + frame.length);
        System.arraycopy(frame, 0, all, head.length, frame.length);
        client.sendRaw(all);

        assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
        assertEquals("early", client.readText());
        client.sendText("late");
        assertEquals("late", client.readText());
      }
    }
    ASKED.clear();
  }

  @Test
  void clientsThatCameInEitherWayAreToldOfTheEnd() {
    try (TestNode other =
            TestNode.start(
                "routes=[{path: /, proxy: p}]", "pools={p: {targets: [{url: '" + url + "'}]}}");
        RawWebSocket silent = RawWebSocket.connect(0, other.port());
        RawWebSocket lean = RawWebSocket.open(other.port(), "/p/ws");
        RawWebSocket late = RawWebSocket.connect(0, other.port())) {
      late.sendRaw((BY_VERTX + RawWebSocket.request("/p/ws")).getBytes(ISO_8859_1));
      assertTrue(late.readAnswer().startsWith("HTTP/1.1 101 "));
      other.node().close();

      assertEquals(lean.readClose(), late.readClose());
      silent.awaitEnd();
    }
    ASKED.clear();
  }

  private static void assertAlike(String request) throws Exception {
    String lean = RawWebSocket.answerTo(node.port(), request);
    String told = told(request, lean);
    String slow = RawWebSocket.answerTo(node.port(), BY_VERTX + request);

    assertEquals(slow, lean);
    assertEquals(told(request, slow), told);
  }

  private static String told(String request, String answer) throws Exception {
    return answer.startsWith("HTTP/1.1 101 ") && !request.startsWith("GET /subscribe")
        ? ASKED.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)
        : "";
  }
}
