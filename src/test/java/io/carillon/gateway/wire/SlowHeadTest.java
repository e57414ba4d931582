package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Heads that take their time; what follows them may. */
@Execution(ExecutionMode.CONCURRENT)
class SlowHeadTest {
  private static final Duration HEAD_TIME = Duration.ofSeconds(1);
  private static final int DEADLINE_SECONDS = 50;
  private static final String PROXY = "PROXY TCP4 10.1.2.3 127.0.0.1 40000 80\r\n";
  private static final String HEAD = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n";

  private static TlsFiles files;

  private final ScheduledExecutorService dripping = Executors.newScheduledThreadPool(1);
  private final AtomicInteger late = new AtomicInteger();
  private Vertx vertx;
  private HttpServer server;

  private HttpServer securely;

  /** Whose connections begin with a header of the PROXY protocol. */
  private HttpServer behindProxy;

  @BeforeAll
  static void make(@TempDir Path directory) {
    files = TlsFiles.make(directory, "server", "dns:localhost");
  }

  @BeforeEach
  void start() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    Context context = vertx.getOrCreateContext();
    Deadlines heads = new Deadlines(ChannelTakeover.eventLoop(context), HEAD_TIME);
    HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
    server = guarded(options, heads);
    HttpServerOptions tls =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(files.certificate().toString())
                    .setKeyPath(files.key().toString()));
    securely = guarded(tls, heads);
    Deadlines headers = new Deadlines(ChannelTakeover.eventLoop(context), Duration.ofHours(1));
    behindProxy =
        vertx
            .createHttpServer(options)
            .connectionHandler(
                connection -> {
                  ConnectionGuard.of(heads).guard(connection, options);
                  RequestConnection.expectProxyHeader(connection, headers, refused -> {});
                })
            .requestHandler(request -> request.response().end());
    await(behindProxy.listen(0, "127.0.0.1"));
  }

  private HttpServer guarded(HttpServerOptions options, Deadlines heads) {
    HttpServer guarded =
        vertx
            .createHttpServer(options)
            .connectionHandler(
                connection ->
                    new ConnectionGuard(heads, late::incrementAndGet, () -> {}, () -> false)
                        .guard(connection, options))
            .requestHandler(SlowHeadTest::handle);
    await(guarded.listen(0, "127.0.0.1"));
    return guarded;
  }

  private static void handle(HttpServerRequest request) {
    if (Handshake.isUpgrade(request)) {
      Channel channel = ChannelTakeover.channel(request);
      ChannelTakeover.take(request, "HTTP/1.1 101 x\r\n\r\n");
      channel.flush();
    } else {
      request.body().onSuccess(body -> request.response().end(body));
    }
  }

  @AfterEach
  void stop() {
    dripping.shutdownNow();
    await(vertx.close());
  }

  @Test
  void headThatDripsIsA408() {
    try (RawWebSocket client = connect()) {
      drip(client, "GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(10_000));

      assertTimeout(client.readRest());
      assertEquals(1, late.get());
    }
  }

  @Test
  void connectionThatSaysNothingIsNoLateRequest() {

    pass();

    assertEquals(0, late.get());
  }

  @Test
  void emptyLinesAreNoHead() {
    try (RawWebSocket client = connect()) {
      drip(client, "\r\n".repeat(10_000));

      assertTimeout(client.readRest());
    }
  }

  @Test
  void nextHeadHasItsTimeFromItsFirstByte() {
    try (RawWebSocket client = connect()) {
      send(client, HEAD + "body");
      assertTrue(client.readAnswer().startsWith("HTTP/1.1 200 "));
      assertEquals("body", new String(client.readBytes(4), ISO_8859_1));
      pass();

      drip(client, "GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(10_000));

      assertTimeout(client.readRest());
    }
  }

  @Test
  void connectionThatSaysNothingIsToldNothing() {
    try (RawWebSocket client = connect()) {
      assertEquals("", client.readRest());
    }
  }

  @Test
  void connectionThatSaysNothingBehindItsProxyHeaderIsToldNothing() {
    try (RawWebSocket client = connect(behindProxy)) {
      send(client, PROXY);

      assertEquals("", client.readRest());
    }
  }

  @Test
  void connectionThatSaysNothingBehindItsTlsHandshakeIsToldNothing() throws IOException {
    try (SSLSocket client = TlsClient.anonymous().connect(securely.actualPort())) {
      client.startHandshake();

      assertEquals("", new String(client.getInputStream().readAllBytes(), ISO_8859_1));
      assertEquals(0, late.get());
    }
  }

  @Test
  void restBehindARequestThatCameWithAProxyHeaderIsNoHead() {
    try (RawWebSocket client = connect(behindProxy)) {
      send(client, PROXY + "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertTrue(client.readAnswer().startsWith("HTTP/1.1 200 "));

      pass();

      assertOpen(client);
    }
  }

  @Test
  void bodyAndAnswerMayTakeLonger() {
    try (RawWebSocket client = connect()) {
      send(client, HEAD + "bo");
      pass();
      send(client, "dy");

      assertTrue(client.readAnswer().startsWith("HTTP/1.1 200 "));
      assertEquals("body", new String(client.readBytes(4), ISO_8859_1));
    }
  }

  @Test
  void connectionThatWasTakenOverIsNotInAHurry() {
    try (RawWebSocket client = connect()) {
      send(client, RawWebSocket.request("/"));
      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));

      pass();

      assertOpen(client);
    }
  }

  private static void assertOpen(RawWebSocket client) {
    client.patience(Duration.ofMillis(1));
    UncheckedIOException silent = assertThrows(UncheckedIOException.class, client::readRest);
    assertInstanceOf(SocketTimeoutException.class, silent.getCause());
  }

  // Until a connection that came now and says nothing is closed.
  private void pass() {
    try (RawWebSocket clock = connect()) {
      assertEquals("", clock.readRest());
    }
  }

  // Byte by byte, each long before the time is over, until nobody listens any more.
  private void drip(RawWebSocket client, String text) {
    AtomicInteger at = new AtomicInteger();
    dripping.scheduleAtFixedRate(
        () -> send(client, text.substring(at.get(), at.incrementAndGet())),
        0,
        HEAD_TIME.toMillis() / 20,
        TimeUnit.MILLISECONDS);
  }

  private static void assertTimeout(String answer) {
    assertEquals(
        "HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: 45\r\nConnection: close\r\n\r\n"
            + "the head of the request did not come in time\n",
        answer);
  }

  private RawWebSocket connect() {
    return connect(server);
  }

  private static RawWebSocket connect(HttpServer to) {
    return RawWebSocket.connect(0, to.actualPort());
  }

  private static void send(RawWebSocket client, String text) {
    client.sendRaw(text.getBytes(ISO_8859_1));
  }

  private static void await(Future<?> future) {
    try {
      future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }
}
