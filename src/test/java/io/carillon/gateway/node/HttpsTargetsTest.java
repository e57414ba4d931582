package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain HTTP to targets behind TLS. */
class HttpsTargetsTest {
  @TempDir private static Path directory;
  private static final AtomicInteger CONNECTIONS = new AtomicInteger();
  private static Vertx vertx;
  private static TestNode node;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    TlsFiles server = TlsFiles.make(directory, "server", "dns:localhost,dns:chat.internal");
    List<TlsFiles> old = TlsFiles.makeExpired(directory, "old", "dns:localhost");
    TlsFiles gateway = TlsFiles.make(directory, "gateway", "dns:gateway");
    int open = listen(new HttpServerOptions(), server);
    int expired = listen(new HttpServerOptions(), old.get(0));
    int strict =
        listen(
            new HttpServerOptions()
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(gateway.certificate().toString())),
            server);
    String trusts = "ca: '" + server.certificate() + "'";
    String shows = ", certificate: '" + gateway.certificate() + "', key: '" + gateway.key() + "'";
    List<String> pools =
        List.of(
            pool("good", "localhost", open, trusts),
            pool("called", "127.0.0.1", open, trusts + ", serverName: chat.internal"),
            pool("stranger", "localhost", open, "ca: '" + gateway.certificate() + "'"),
            pool("other-name", "127.0.0.1", open, trusts),
            pool("expired", "localhost", expired, "ca: '" + old.get(1).certificate() + "'"),
            pool("shown", "localhost", strict, trusts + shows),
            pool("not-shown", "localhost", strict, trusts));
    List<String> routes =
        pools.stream()
            .map(pool -> pool.substring(0, pool.indexOf(':')))
            .map(HttpsTargetsTest::route)
            .toList();
    node =
        TestNode.start(
            "node.eventLoops=1",
            "routes=[" + String.join(", ", routes) + "]",
            "pools={" + String.join(", ", pools) + "}");
  }

  private static String pool(String name, String host, int port, String tls) {
    return name
        + ": {targets: [{url: 'https://"
        + host
        + ":"
        + port
        + "'}], health: {type: none}, ejection: {failures: 0}, tls: {"
        + tls
        + "}}";
  }

  private static String route(String pool) {
    return "{path: /" + pool + "/, proxy: " + pool + "}";
  }

  private static int listen(HttpServerOptions options, TlsFiles files) {
    HttpServer server =
        vertx.createHttpServer(
            options
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(files.certificate().toString())
                        .setKeyPath(files.key().toString())));
    server.connectionHandler(connection -> CONNECTIONS.incrementAndGet());
    server.requestHandler(
        request ->
            request.body().onSuccess(body -> request.response().end(request.uri() + " " + body)));
    try {
      server.listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
    return server.actualPort();
  }

  @AfterAll
  static void stop() throws TimeoutException {
    node.close();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"good", "called", "shown"})
  void targetThatShowsWhoItIsAnswers(String pool) {
    HttpResponse<String> answer = node.get("/" + pool + "/a");

    assertEquals("200 /" + pool + "/a ", answer.statusCode() + " " + answer.body());
  }

  @ParameterizedTest
  @CsvSource({
    "stranger,   no target could be reached",
    "other-name, no target could be reached",
    "expired,    no target could be reached",
  })
  void targetThatDoesNotIs502(String pool, String text) {
    HttpResponse<String> answer = node.get("/" + pool + "/a");

    assertEquals("502 " + text + "\n", answer.statusCode() + " " + answer.body());
    assertTrue(targets(pool).contains("\"open\":0"), targets(pool));
    assertTrue(targets(pool).contains("\"failures\":1"), targets(pool));
  }

  @Test
  void targetThatWantsToSeeACertificateAndSeesNoneIs502() {
    HttpResponse<String> answer = node.get("/not-shown/a");

    assertEquals(502, answer.statusCode());
    // Its alert may be lost by the reset behind it.
    assertTrue(
        List.of("the target broke off TLS\n", "the target closed the connection\n")
            .contains(answer.body()),
        answer.body());
    assertTrue(targets("not-shown").contains("\"failures\":1"), targets("not-shown"));
  }

  @Test
  void connectionServesOneRequestAfterTheOther() {
    node.get("/good/");
    int before = CONNECTIONS.get();

    for (int i = 0; i < 10; i++) {
      assertEquals("/good/" + i + " ", node.get("/good/" + i).body());
    }

    assertEquals(before, CONNECTIONS.get());
  }

  private static String targets(String pool) {
    return node.admin("GET", "/api/pools/" + pool, null).body();
  }
}
