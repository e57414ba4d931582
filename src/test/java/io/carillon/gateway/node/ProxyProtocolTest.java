package io.carillon.gateway.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.carillon.gateway.config.Cidr;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.wire.ChannelTakeover;
import io.carillon.gateway.wire.Deadlines;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.WebSocketConnection;
import io.carillon.gateway.wire.WebSocketLimits;
import io.carillon.gateway.wire.WebSocketListener;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a listener makes of PROXY headers, good and bad. {@code ^} begins the binary form. */
class ProxyProtocolTest {
  private static final int DEADLINE_SECONDS = 50;
  private static final WebSocketLimits LIMITS =
      new WebSocketLimits(65_536, 65_536, Duration.ofSeconds(DEADLINE_SECONDS));
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  private static final String FOUR = "01020304 05060708 000b 0016";
  private static final String SIX =
      "20010db8000000000000000000000001 20010db8000000000000000000000002 000b 0016";

  private static Vertx vertx;
  private static HttpServer patient;
  private static HttpServer impatient;

  /** One of each server, with a proper header. */
  private final List<RawWebSocket> bystanders = new ArrayList<>();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    patient = server(Duration.ofMinutes(10));
    impatient = server(Duration.ofMillis(100));
  }

  @BeforeEach
  void letBystandersIn() {
    for (HttpServer server : List.of(patient, impatient)) {
      RawWebSocket bystander = RawWebSocket.connect(0, server.actualPort());
      bystanders.add(bystander);
      bystander.sendRaw(
          (bytes("PROXY TCP4 1.2.3.4 5.6.7.8 33 22") + RawWebSocket.request("/"))
              .getBytes(ISO_8859_1));
      assertTrue(bystander.readAnswer().startsWith("HTTP/1.1 101 "));
    }
  }

  @AfterEach
  void bystandersAreUndisturbed() {
    for (RawWebSocket bystander : bystanders) {
      bystander.sendText("here");
      assertEquals("here of 1.2.3.4:33 to 5.6.7.8:22", bystander.readClose().closeReason());
      bystander.close();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static HttpServer server(Duration patience) {
    return server(patience, Cidr.parse("127.0.0.0/8"), ProxyProtocolTest::handle);
  }

  private static HttpServer server(
      Duration patience, Cidr balancers, Handler<HttpServerRequest> handler) {
    Context context = ((VertxInternal) vertx).createEventLoopContext();
    Deadlines headers = new Deadlines(ChannelTakeover.eventLoop(context), patience);
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(handler);
    ProxyProtocol.guard(server, List.of(balancers), headers, connection -> {}, refused -> {});
    Promise<HttpServer> listening = Promise.promise();
    context.runOnContext(now -> server.listen(0, "127.0.0.1").onComplete(listening));
    try {
      return listening.future().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  private static void handle(HttpServerRequest request) {
    String seen =
        called(request.remoteAddress(), request.connection().remoteAddress(true), "client")
            + " to "
            + called(request.localAddress(), request.connection().localAddress(true), "server");
    if (Handshake.isUpgrade(request)) {
      WebSocketConnection.accept(request, null, LIMITS, connection -> new Closer(connection, seen));
    } else {
      request.response().end(seen);
    }
  }

  private static String called(SocketAddress told, SocketAddress real, String name) {
    return told.equals(real) ? "the " + name + " itself" : told.toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "PROXY TCP4 1.2.3.4 5.6.7.8 11 22,                1.2.3.4:11 to 5.6.7.8:22",
    "PROXY TCP6 2001:db8::1 2001:db8::2 11 22,        2001:db8::1:11 to 2001:db8::2:22",
    "PROXY UNKNOWN,                                   the client itself to the server itself",
    "PROXY UNKNOWN ffff::1 ffff::2 1 2,               the client itself to the server itself",
    "^2111000c FOUR,                                  1.2.3.4:11 to 5.6.7.8:22",
    "^21110010 FOUR 04000161,                         1.2.3.4:11 to 5.6.7.8:22",
    "^21210024 SIX, 2001:db8:0:0:0:0:0:1:11 to 2001:db8:0:0:0:0:0:2:22",
    "^20000000,                                       the client itself to the server itself",
    "^2011000c FOUR,                                  the client itself to the server itself",
    "^21000000,                                       the client itself to the server itself",
  })
  void headerTellsWhoTheClientIs(String header, String seen) throws Exception {
    String answer = answer(patient, bytes(header) + GET);

    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertEquals(seen, answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "GET / HTTP/1.1",
    "PROXY TCP4 1.2.3.4 5.6.7.8 11 65536",
    "PROXY TCP4 1.2.3.400 5.6.7.8 11 22",
    "PROXY TCP4 ::1 ::2 11 22",
    "PROXY TCP4 1.2.3.4 5.6.7.8 11",
    "PROXY UDP4 1.2.3.4 5.6.7.8 11 22",
    "PROXY TCP4 1.2.3.4 5.6.7.8 11 22 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "PROXIES TCP4 1.2.3.4 5.6.7.8 11 22",
    "^2112000c FOUR",
    "^21110004 FOUR",
    "^2121000c FOUR",
    "^3111000c FOUR",
    "^2511000c FOUR",
    "^2151000c FOUR",
    "^21110010 FOUR 2000ff61",
    // It claims the requests behind it, which make no extensions.
    "^21110400 FOUR",
  })
  void anythingElseEndsTheConnectionAtOnce(String header) throws Exception {
    assertEquals("", answer(patient, bytes(header) + GET.repeat(40)));
  }

  @ParameterizedTest(name = "\"{0}\"")
  @CsvSource({
    // Nothing at all, and what may yet become a header.
    "''",
    "GET /",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    // More bytes than there are, and an extension of more bytes than its header has.
    "^21110400 FOUR",
    "^21110010 FOUR 0400ff61",
  })
  void whatGoesNowhereEndsTheConnectionSoon(String header) throws Exception {
    String bytes = header.startsWith("^") ? bytes(header) + GET : header;

    assertEquals("", answer(impatient, bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY TCP4 1.2.3.4 ", "^2111ffff FOUR"})
  void headerThatDripsEndsTheConnectionSoon(String begun) throws Exception {
    ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient.actualPort())) {
      socket.setSoTimeout(DEADLINE_SECONDS * 1_000);
      socket.getOutputStream().write(bytes(begun).strip().getBytes(ISO_8859_1));
      dripping.scheduleAtFixedRate(() -> drip(socket), 0, 30, TimeUnit.MILLISECONDS);

      assertEquals("", rest(socket));
    } finally {
      dripping.shutdownNow();
    }
  }

  private static void drip(Socket socket) {
    try {
      socket.getOutputStream().write('5');
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  @Test
  void onlyOneHeaderIsTaken() throws Exception {
    String header = "PROXY TCP4 1.2.3.4 5.6.7.8 11 22\r\n";

    assertTrue(answer(patient, header + header + GET).startsWith("HTTP/1.0 400 "));
  }

  @Test
  void headerMayComeInPieces() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), patient.actualPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(DEADLINE_SECONDS * 1_000);
      for (byte one : (bytes("^2111000c FOUR") + GET).getBytes(ISO_8859_1)) {
        socket.getOutputStream().write(one);
      }

      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertTrue(answer.endsWith("1.2.3.4:11 to 5.6.7.8:22"), answer);
    }
  }

  @Test
  void webSocketIsTakenOverBehindIt() {
    try (RawWebSocket client = RawWebSocket.connect(0, patient.actualPort())) {
      byte[] early = RawWebSocket.frame(0x81, "early".getBytes(ISO_8859_1));
      client.sendRaw(
          (bytes("^2111000c FOUR") + RawWebSocket.request("/") + new String(early, ISO_8859_1))
              .getBytes(ISO_8859_1));

      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      assertEquals("early of 1.2.3.4:11 to 5.6.7.8:22", client.readClose().closeReason());
    }
  }

  @Test
  void nodeExpectsHeadersWhereItIsToldTo() throws Exception {
    try (TestNode node = TestNode.start("listeners.public.proxyProtocol=true")) {
      String found = answer(node.port(), bytes("^20000000") + GET);
      assertTrue(found.startsWith("HTTP/1.1 404 "), found);
      assertEquals("", answer(node.port(), GET));
      String info = answer(node.adminPort(), GET.replace(" / ", " /health/live "));
      assertTrue(info.startsWith("HTTP/1.1 200 "), info);
      Exposed.await(node, "carillon_listener_refused_total{reason=\"no_proxy_header\"}", 1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "PROXY TCP4 127.0.0.1 127.0.0.1 11 22",
    "PROXY TCP4 10.1.2.3 127.0.0.1 11 22",
    "PROXY UNKNOWN",
    "^2111000c FOUR",
    "^20000000",
  })
  void nobodyButABalancerIsBelieved(String header) throws Exception {
    Queue<HttpServerRequest> served = new ConcurrentLinkedQueue<>();
    HttpServer closed = server(Duration.ofMinutes(10), Cidr.parse("10.0.0.0/8"), served::add);

    assertEquals("", answer(closed, bytes(header) + GET + GET));

    assertTrue(served.isEmpty(), served::toString);
  }

  @Test
  void nodeTakesHeadersOfItsTrustedProxiesOnly() throws Exception {
    try (TestNode node =
        TestNode.start(
            "listeners.public.proxyProtocol=true",
            "listeners.public.trustedProxies=[10.0.0.0/8]")) {
      assertEquals("", answer(node.port(), bytes("PROXY TCP4 10.0.0.1 10.0.0.2 11 22") + GET));
      Exposed.await(node, "carillon_listener_refused_total{reason=\"stranger\"}", 1);
    }
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", "PROX"})
  void resetByAHealthCheckIsNotToldAloud(String sent) throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(ProxyProtocol.class);
    Queue<String> told = new ConcurrentLinkedQueue<>();
    AppenderBase<ILoggingEvent> hearer =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            told.add(event.getLevel() + " " + event.getMessage());
          }
        };
    hearer.start();
    logger.setLevel(Level.DEBUG);
    logger.addAppender(hearer);
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), patient.actualPort());
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      socket.setSoLinger(true, 0);
      socket.close();

      Await.until(() -> !told.isEmpty(), () -> "nothing was told");
      assertEquals(
          List.of("DEBUG connection lost before its PROXY header cause={}"), List.copyOf(told));
    } finally {
      logger.detachAppender(hearer);
      logger.setLevel(null);
    }
  }

  @Test
  void listenerDoesNotStartWithoutTheCodec() {
    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class,
            () -> ProxyProtocol.requireCodec(ClassLoader.getPlatformClassLoader()));

    assertEquals(
        "listeners.public.proxyProtocol: true, but netty-codec-haproxy is not on the class path",
        failure.getMessage());
  }

  private static String answer(HttpServer server, String bytes) throws IOException {
    return answer(server.actualPort(), bytes);
  }

  private static String answer(int port, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(DEADLINE_SECONDS * 1_000);
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      return rest(socket);
    } catch (SocketException reset) {
      return "";
    }
  }

  private static String rest(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (SocketException reset) {
      return ""; // an end too, when it left bytes unread
    }
  }

  private static String bytes(String header) {
    if (!header.startsWith("^")) {
      return header + "\r\n";
    }
    String hex = header.substring(1).replace("FOUR", FOUR).replace("SIX", SIX).replace(" ", "");
    return "\r\n\r\n\0\r\nQUIT\n" + new String(HexFormat.of().parseHex(hex), ISO_8859_1);
  }

  /** Closes with the first message, and who sent it, as the reason. */
  private record Closer(WebSocketConnection connection, String seen) implements WebSocketListener {
    @Override
    public void onText(ByteBuf message) {
      connection.close(1000, message.toString(ISO_8859_1) + " of " + seen);
    }

    @Override
    public void onBinary(ByteBuf message) {}

    @Override
    public void onPong() {}

    @Override
    public void onClosed() {}
  }
}
