package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RawHttp2;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is no WebSocket, over HTTP/2, many at a time on one connection. */
class Http2Test {
  private static final int INITIAL_WINDOW = 4;
  private static final int INTERNAL_ERROR = 2;
  private static final String CONNECT =
      "/connection/sse?cf_connect="
          + URLEncoder.encode("{\"id\":1,\"connect\":{}}", StandardCharsets.UTF_8);

  @TempDir private static Path directory;
  private static Http2Backend backend;
  private static TlsClient known;
  private static TestNode node;
  private static final TlsClient CLIENT = TlsClient.anonymous();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().sslContext(CLIENT.context()).build();

  @BeforeAll
  static void start() {
    backend = new Http2Backend();
    TlsFiles files = TlsFiles.make(directory, "gateway", "dns:localhost");
    TlsFiles friend = TlsFiles.make(directory, "friend", "dns:friend");
    known = TlsClient.with(friend);
    node =
        TestNode.start(
            "listeners.public.tls.port=0",
            "listeners.public.tls.certificate=" + files.certificate(),
            "listeners.public.tls.key=" + files.key(),
            "listeners.public.tls.clientAuthorities=" + friend.certificate(),
            "sessions.maxQueuedBytes=64KiB",
            "routes=[{path: /subscribe, serve: subscribe, channels: [broadcast]},"
                + " {path: /connection/websocket, serve: centrifuge},"
                + " {path: /connection/sse, serve: centrifuge-sse, channels: [broadcast]},"
                + " {path: /connection/http_stream, serve: centrifuge-http-stream,"
                + " channels: [broadcast]},"
                + " {path: /emulation, serve: centrifuge-emulation},"
                + " {path: /known/, proxy: p, clientCertificate: required},"
                + " {path: /deaf/, proxy: deaf}, {path: /p/, proxy: p}]",
            "pools={p: {targets: [{url: '"
                + backend.url()
                + "'}]}, deaf: {targets: [{url: '"
                + backend.deaf()
                + "'}]}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    backend.close();
  }

  private static URI uri(String path) {
    return URI.create("https://localhost:" + node.tlsPort() + path);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
    assertEquals(HttpClient.Version.HTTP_2, answer.version());
    return answer;
  }

  private static RawHttp2 open(int... settings) {
    return RawHttp2.open(CLIENT, node.tlsPort(), settings);
  }

  @Test
  void targetsAreAskedInHttp1AndToldWhatTheClientAsked() throws Exception {
    String head = send(request("/p/head").header("Cookie", "a=1")).body().toLowerCase(Locale.ROOT);

    assertTrue(head.contains("host=localhost:" + node.tlsPort() + "\n"), head);
    assertTrue(head.contains("x-forwarded-proto=https\n"), head);
    assertTrue(head.contains("cookie=a=1\n"), head);
    assertFalse(head.contains("transfer-encoding"), head);
  }

  @Test
  void crumbsOfCookiesAreOneAgain() {
    try (RawHttp2 client = open()) {
      client.get(1, "/p/head", "cookie", "a=1", "cookie", "b=2");

      assertTrue(client.answer(1).contains("cookie=a=1; b=2\n"));
    }
  }

  @Test
  void bodiesOfAnyLengthPassBothWays() throws Exception {
    byte[] large = new byte[1_000_000];
    Arrays.fill(large, (byte) 'x');

    assertEquals("short", send(request("/p/echo").POST(BodyPublishers.ofString("short"))).body());
    assertEquals(
        large.length,
        send(request("/p/echo").POST(BodyPublishers.ofByteArray(large))).body().length());
    assertEquals(
        large.length,
        send(request("/p/echo")
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))))
            .body()
            .length());
    assertEquals(Http2Backend.MEDIUM, send(request("/p/medium")).body().length());
    assertEquals(
        "short",
        send(request("/p/echo").expectContinue(true).POST(BodyPublishers.ofString("short")))
            .body());
  }

  @Test
  void answersWithoutABodyHaveNone() throws Exception {
    HttpResponse<String> answer = send(request("/p/any").method("HEAD", BodyPublishers.noBody()));

    assertEquals("", answer.body());
  }

  @Test
  void fieldsBehindBodiesPassBothWaysAndThoseOfOneHopDoNot() {
    try (RawHttp2 client = open()) {
      client.get(1, "/p/trailers", "te", "trailers");

      RawHttp2.Frame head = client.await(RawHttp2.HEADERS, 1);
      assertNull(head.fields().get("keep-alive"));
      assertNull(head.fields().get("transfer-encoding"));
      assertNull(head.fields().get("connection"));
      assertEquals("7", client.await(RawHttp2.HEADERS, 1).fields().get("x-sum"));

      client.post(3, "/p/echo", "trailer", "x-end");
      client.data(3, "body", false);
      client.frame(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
          3,
          RawHttp2.fields("x-end", "1"));
      assertEquals("200 body", client.answer(3));
    }
  }

  @Test
  void whatIsPublishedReachesManyStreamsOfOneConnection() throws Exception {
    try (RawHttp2 client = open()) {
      for (int stream = 1; stream <= 79; stream += 2) {
        boolean session = stream % 4 == 1;
        client.get(
            stream, session ? CONNECT : "/subscribe?channel=many", "accept", "text/event-stream");
      }
      for (int i = 0; i < 40; i++) {
        client.await(frame -> frame.type() == RawHttp2.DATA);
      }
      node.awaitClients(40);

      node.publish("broadcast", "to all");

      List<Integer> told = new ArrayList<>();
      while (told.size() < 40) {
        RawHttp2.Frame frame = client.await(one -> one.type() == RawHttp2.DATA);
        if (frame.text().contains("to all")) {
          told.add(frame.stream());
        }
      }
      assertEquals(40, told.stream().distinct().count());
      assertTrue(client.serves(81, "/p/any"));
    }
    node.awaitClients(0);
  }

  @Test
  void streamInOneRequestAndCommandsInOthers() throws Exception {
    HttpResponse<InputStream> stream =
        HTTP.send(
            request("/connection/http_stream")
                .POST(BodyPublishers.ofString("{\"id\":1,\"connect\":{}}"))
                .build(),
            BodyHandlers.ofInputStream());
    assertEquals(HttpClient.Version.HTTP_2, stream.version());
    assertEquals(List.of(), stream.headers().allValues("connection"));
    try (var lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      String connected = lines.readLine();
      String session = connected.replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
      String uid = connected.replaceAll(".*\"node\":\"([^\"]+)\".*", "$1");

      HttpResponse<String> answer =
          send(
              request("/emulation")
                  .POST(
                      BodyPublishers.ofString(
                          "{\"session\":\""
                              + session
                              + "\",\"node\":\""
                              + uid
                              + "\",\"data\":"
                              + "\"{\\\"id\\\":2,\\\"subscribe\\\":{\\\"channel\\\":\\\"x\\\"}}\"}")));

      assertEquals(204, answer.statusCode());
      String line = lines.readLine();
      assertTrue(line.contains("\"id\":2"), line);
    }
    node.awaitClients(0);
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "GET,  /nowhere,              404",
    "GET,  /connection/sse,       400",
    "GET,  /connection/websocket, 426",
    "POST, /connection/websocket, 405",
    "POST, /connection/http_stream, 400",
    "GET,  /p/a%zz?x=%,           200",
    "GET,  /subscribe?channel=%,  400",
    "GET,  /known/any,            403",
    "TRACE, /p/any,               405"
  })
  void refusalsHaveTheirStatusAndTheConnectionGoesOn(String method, String path, String status) {
    try (RawHttp2 client = open()) {
      client.frame(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS | (method.equals("POST") ? 0 : RawHttp2.END_STREAM),
          1,
          RawHttp2.head(method, path));
      if (method.equals("POST")) {
        client.data(1, "no command", true);
      }

      RawHttp2.Frame head = client.await(RawHttp2.HEADERS, 1);

      assertEquals(status, head.fields().get(":status"));
      assertNull(head.fields().get("connection"));
      assertNull(head.fields().get("upgrade"));
      assertTrue(client.serves(3, "/p/any"));
    }
  }

  @Test
  void routesMayAskForCertificates() {
    try (RawHttp2 client = RawHttp2.open(known, node.tlsPort())) {
      client.get(1, "/known/head");

      assertTrue(
          client.answer(1).toLowerCase(Locale.ROOT).contains("x-forwarded-client-cert=hash="));
    }
  }

  @Test
  void webSocketsAndOldClientsStayWithHttp1() throws Exception {
    try (RawWebSocket socket = CLIENT.open(node.tlsPort(), "/subscribe?channel=ws");
        SSLSocket old = CLIENT.connectFor("http/1.1", node.tlsPort())) {
      node.publish("ws", "heard");

      assertEquals("\"heard\"", socket.readText());
      assertEquals("http/1.1", old.getApplicationProtocol());
    }
  }

  @Test
  void clientThatTakesNothingIsLeftAndItsNeighboursAreNot() throws Exception {
    try (RawHttp2 client = open(INITIAL_WINDOW, 0)) {
      client.get(1, CONNECT);
      client.get(3, CONNECT);
      client.window(3, 1_000_000_000);
      client.window(0, 1_000_000_000);
      client.await(RawHttp2.DATA, 3);
      node.awaitClients(2);

      CompletableFuture<Void> all = new CompletableFuture<>();
      Thread publisher =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 20; i++) {
                    node.publish("broadcast", "x".repeat(10_000));
                  }
                  node.publish("broadcast", "the last");
                  all.complete(null);
                } catch (Exception failure) {
                  all.completeExceptionally(failure);
                }
              });
      publisher.start();

      assertTrue(client.await(f -> f.stream() == 3 && f.text().contains("the last")) != null);
      all.join();
      node.awaitClients(1);
    }
    node.awaitClients(0);
  }

  @Test
  void targetWaitsForAStreamThatTakesNothingAndNobodyElse() throws Exception {
    long before = backend.sent.get();
    try (RawHttp2 client = open()) {
      client.window(0, 1_000_000_000);
      client.get(1, "/p/large");
      client.await(RawHttp2.DATA, 1);

      client.get(3, "/p/medium");
      client.window(3, 1_000_000_000);
      int got = 0;
      while (got < Http2Backend.MEDIUM) {
        got += client.await(RawHttp2.DATA, 3).text().length();
      }

      long stuck = backend.sent.get() - before;
      assertTrue(stuck < Http2Backend.LARGE, "sent to nobody: " + stuck);
    }
  }

  @Test
  void bodiesThatNobodyTakesKeepNoOtherWaiting() {
    try (RawHttp2 client = open()) {
      for (int stream = 1; stream <= 39; stream += 2) {
        client.post(stream, "/deaf/");
        // As much as may come before anybody is connected to.
        client.data(stream, "y".repeat(16_000), false);
        client.data(stream, "y".repeat(16_000), false);
      }

      client.post(41, "/p/echo");
      client.data(41, "mine", true);

      assertEquals("200 mine", client.answer(41));
    }
  }

  @Test
  void interimAnswersPass() {
    try (RawHttp2 client = open()) {
      client.get(1, "/p/hints");

      RawHttp2.Frame hints = client.await(RawHttp2.HEADERS, 1);
      assertEquals("103", hints.fields().get(":status"));
      assertEquals("</a.css>", hints.fields().get("link"));
      assertEquals("200 styled", client.answer(1));
    }
  }

  @Test
  void targetHearsOfAClientThatGivesUp() throws Exception {
    int before = backend.gone.get();
    try (RawHttp2 client = open()) {
      client.get(1, "/p/silent");
      Await.until(() -> backend.seen.contains("GET /p/silent"), () -> "never asked");
      client.reset(1);

      Await.until(() -> backend.gone.get() > before, () -> "still connected");
      assertTrue(client.serves(3, "/p/any"));
    }
  }

  @Test
  void pieceOfAnAnswerIsNotTakenForAllOfIt() {
    try (RawHttp2 client = open()) {
      client.get(1, "/p/broken");

      assertEquals("reset " + INTERNAL_ERROR, client.answer(1));
      assertTrue(client.serves(3, "/p/any"));
    }
  }
}
