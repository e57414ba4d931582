package io.carillon.gateway.node;

import static io.carillon.gateway.testkit.Await.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.CertificateFiles;
import io.carillon.gateway.config.ListenerTlsConfig;
import io.carillon.gateway.testkit.RawHttp2;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import io.carillon.gateway.tls.ListenerTls;
import io.carillon.gateway.wire.ChannelTakeover;
import io.carillon.gateway.wire.ConnectionGuard;
import io.carillon.gateway.wire.Deadlines;
import io.carillon.gateway.wire.RequestConnection;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of HTTP/2 on which something does not come, or does not go. */
class Http2TimeTest {
  private static final Duration HEAD_TIME = Duration.ofMillis(300);
  private static final int INITIAL_WINDOW = 4;
  private static final int NO_ERROR = 0;
  private static final int CANCEL = 8;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final TlsClient CLIENT = TlsClient.anonymous();

  @TempDir private static Path directory;
  private static final AtomicInteger LATE = new AtomicInteger();
  private static final AtomicBoolean LEAVING = new AtomicBoolean();
  private static final BlockingQueue<HttpServerRequest> WAITING = new LinkedBlockingQueue<>();
  private static Vertx vertx;
  private static EventLoop loop;
  private static HttpServer server;

  @BeforeAll
  static void start() {
    TlsFiles files = TlsFiles.make(directory, "gateway", "dns:localhost");
    vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(1))
            .withTransport(Transports.withDoor(Transport.NIO))
            .build();
    loop = ChannelTakeover.eventLoop(vertx.getOrCreateContext());
    ConnectionGuard guard =
        new ConnectionGuard(
            new Deadlines(loop, HEAD_TIME), LATE::incrementAndGet, () -> {}, LEAVING::get);
    HttpServerOptions options =
        ListenerTls.read(
                "public",
                new ListenerTlsConfig(
                    0,
                    List.of(
                        new CertificateFiles(
                            files.certificate().toString(), files.key().toString())),
                    "",
                    ListenerTlsConfig.Minimum.TLS_1_2,
                    ListenerTlsConfig.Engine.JDK,
                    true))
            .secure(new HttpServerOptions())
            .setHost("127.0.0.1")
            .setPort(0)
            .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(10))
            .setIdleTimeout(2);
    DoorTransport.of(vertx)
        .post(
            loop,
            (channel, others) -> channel.pipeline().addLast(guard.timeFrames(others)),
            options);
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connection -> guard.guard(connection, options))
            .requestHandler(Http2TimeTest::handle);
    await(server.listen());
  }

  private static void handle(HttpServerRequest request) {
    if (request.path().equals("/wait")) {
      RequestConnection.bePatient(request);
      WAITING.add(request);
    } else {
      if (request.path().equals("/patient")) {
        RequestConnection.bePatient(request);
      }
      request.body().onSuccess(body -> request.response().end("all of it " + body));
    }
  }

  @AfterAll
  static void stop() {
    await(vertx.close());
  }

  @AfterEach
  void stay() {
    LEAVING.set(false);
    LATE.set(0);
  }

  private static RawHttp2 open(int... settings) {
    return RawHttp2.open(CLIENT, server.actualPort(), settings);
  }

  @Test
  void connectionThatSaysNothingOrNotAllOfItsBeginningEnds() {
    for (String said : List.of("", "PRI * HTTP/2.0\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0")) {
      try (RawHttp2 client = RawHttp2.connect(CLIENT, server.actualPort())) {
        client.send(said.getBytes(ISO_8859_1));

        client.awaitEnd();
      }
    }
    assertEquals(3, LATE.get());
  }

  @Test
  void headThatDoesNotComeInTimeEndsTheConnection() {
    byte[] head = RawHttp2.head("GET", "/any");
    byte[] whole = RawHttp2.encoded(RawHttp2.HEADERS, RawHttp2.END_STREAM, 3, head);
    for (byte[] piece : List.of(whole, Arrays.copyOf(whole, 20), Arrays.copyOf(whole, 4))) {
      try (RawHttp2 client = open()) {
        assertTrue(client.serves(1, "/any"));
        client.send(piece);

        assertEquals(ENHANCE_YOUR_CALM, client.awaitEnd());
      }
    }
    assertEquals(3, LATE.get());
  }

  @Test
  void bodyMayTakeItsTimeAndSoMayConnectionsThatRest() {
    try (RawHttp2 silent = RawHttp2.connect(CLIENT, server.actualPort());
        RawHttp2 client = open()) {
      client.post(1, "/patient");
      client.send(
          Arrays.copyOf(RawHttp2.encoded(RawHttp2.DATA, 0, 1, "1234".getBytes(ISO_8859_1)), 11));

      silent.awaitEnd();
      client.send("34".getBytes(ISO_8859_1));
      client.data(1, "5", true);

      assertEquals("200 all of it 12345", client.answer(1));
    }
    assertEquals(1, LATE.get());
  }

  @Test
  void idleConnectionEndsInOrderUnlessSomebodyWaits() throws Exception {
    try (RawHttp2 waiting = open()) {
      waiting.get(1, "/wait");
      HttpServerRequest late = WAITING.take();
      try (RawHttp2 idle = open()) {
        assertTrue(idle.serves(1, "/any"));

        assertEquals(NO_ERROR, idle.awaitEnd());
      }
      loop.execute(
          () -> {
            RequestConnection.endPatience(late);
            late.response().end("at last");
          });

      assertEquals("200 at last", waiting.answer(1));
    }
  }

  @Test
  void answerThatTheClientMakesNoRoomForIsGivenUpAndOthersAreNot() {
    try (RawHttp2 client = open(INITIAL_WINDOW, 0)) {
      client.get(1, "/any");
      client.get(3, "/any");

      RawHttp2.Frame frame = null;
      boolean room = false;
      // What the client says meanwhile is no room.
      while (frame == null || frame.type() != RawHttp2.RST_STREAM) {
        client.frame(RawHttp2.PING, 0, 0, new byte[8]);
        frame = client.await(one -> one.type() == RawHttp2.PING || one.stream() != 0);
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        if (!room) {
          room = true;
          client.window(3, 100);
        }
      }

      assertEquals(1, frame.stream());
      assertEquals(CANCEL, frame.error());
      client.get(5, "/any");
      client.window(5, 100);
      assertEquals("200 all of it", client.answer(5));
    }
  }

  @Test
  void nodeThatLeavesSaysSoAndAnswersWhatIsOnItsWay() {
    try (RawHttp2 client = open()) {
      client.get(1, "/wait");
      assertTrue(client.serves(3, "/any"));
      LEAVING.set(true);

      client.get(5, "/any");
      RawHttp2.Frame last = client.await(RawHttp2.GOAWAY, 0);
      assertEquals(NO_ERROR, last.error());
      client.get(7, "/any");
      assertEquals("200 all of it", client.answer(7));

      HttpServerRequest late = WAITING.remove();
      loop.execute(
          () -> {
            RequestConnection.endPatience(late);
            late.response().end("at last");
          });
      assertEquals("200 at last", client.answer(1));
      client.awaitEnd();
    }
  }
}
