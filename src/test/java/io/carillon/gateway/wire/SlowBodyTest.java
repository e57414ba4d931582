package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RawWebSocket;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Bodies that stop in their midst, at a server whose connections may not be idle for long. */
@Execution(ExecutionMode.CONCURRENT)
class SlowBodyTest {
  private static final int IDLE_MILLIS = 500;
  private static final AtomicInteger GONE = new AtomicInteger();
  private static Vertx vertx;
  private static HttpServer server;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    Context context = vertx.getOrCreateContext();
    Deadlines heads = new Deadlines(ChannelTakeover.eventLoop(context), Duration.ofHours(1));
    HttpServerOptions options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(IDLE_MILLIS)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connection -> ConnectionGuard.of(heads).guard(connection, options))
            .requestHandler(SlowBodyTest::handle);
    Await.await(server.listen(0, "127.0.0.1"));
  }

  private static void handle(HttpServerRequest request) {
    if (request.path().equals("/begun")) {
      request.response().setChunked(true).write("begun");
    }
    request
        .body()
        .onSuccess(body -> request.response().end(body))
        .onFailure(gone -> GONE.incrementAndGet());
  }

  @AfterAll
  static void stop() {
    Await.await(vertx.close());
  }

  private static String answer(String request) {
    try (RawWebSocket client = RawWebSocket.connect(0, server.actualPort())) {
      client.sendRaw(request.getBytes(ISO_8859_1));
      return client.readRest();
    }
  }

  private static String post(String path, String... fields) {
    return "POST " + path + " HTTP/1.1\r\nHost: h\r\n" + String.join("", fields) + "\r\n";
  }

  private static void assertLate(String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 408 Request Timeout\r\n"), answer);
    assertTrue(answer.contains("Connection: close\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\nthe body of the request did not come in time\n"), answer);
  }

  @Test
  void bodyThatStopsIsA408() {
    int before = GONE.get();

    assertLate(answer(post("/", "Content-Length: 9\r\n") + "half"));

    Await.until(() -> GONE.get() > before, () -> "its handler was not told");
  }

  @Test
  void bodyThatDoesNotBeginIsA408() {
    assertLate(answer(post("/", "Content-Length: 9\r\n")));
  }

  @Test
  void chunkThatStopsIsA408() {
    assertLate(answer(post("/", "Transfer-Encoding: chunked\r\n") + "9\r\nhalf"));
  }

  @Test
  void bodyBehindAWholeRequestMayNotStopEither() {
    String answers =
        answer(post("/", "Content-Length: 4\r\n") + "full" + post("/", "Content-Length: 9\r\n"));

    assertTrue(answers.startsWith("HTTP/1.1 200 OK\r\n"), answers);
    assertLate(answers.substring(answers.indexOf("full") + 4));
  }

  @Test
  void answerThatHasBegunIsNotFollowedByAnother() {
    String answer = answer(post("/begun", "Content-Length: 9\r\n") + "half");

    assertTrue(answer.contains("begun"), answer);
    assertFalse(answer.contains("408"), answer);
  }

  @Test
  void connectionThatIsIdleBetweenRequestsEndsWithoutAWord() {
    String answer = answer(post("/", "Content-Length: 4\r\n") + "full");

    assertEquals(1, answer.split("HTTP/1.1", -1).length - 1, answer);
    assertTrue(answer.endsWith("full"), answer);
  }
}
