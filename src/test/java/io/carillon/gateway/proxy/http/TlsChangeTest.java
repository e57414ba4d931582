package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.UpstreamTlsConfig;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that rest while it changes whom their pool trusts. */
class TlsChangeTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String HELD = "GET /held HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final UpstreamTlsConfig TRUSTING = new UpstreamTlsConfig("", false, "", "", "");

  @TempDir private static Path directory;
  private static TlsFiles backend;
  private static TlsFiles other;
  private static Vertx vertx;
  private static HttpServer server;
  private static final AtomicInteger connections = new AtomicInteger();
  private static final BlockingQueue<HttpServerResponse> held = new LinkedBlockingQueue<>();
  private HttpProxy proxy;
  private RawHttp client;

  @BeforeAll
  static void serve() throws Exception {
    backend = TlsFiles.make(directory, "backend", "ip:127.0.0.1");
    other = TlsFiles.make(directory, "other", "ip:127.0.0.1");
    vertx = Vertx.vertx();
    PemKeyCertOptions own =
        new PemKeyCertOptions()
            .setCertPath(backend.certificate().toString())
            .setKeyPath(backend.key().toString());
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(own))
            .connectionHandler(connection -> connections.incrementAndGet())
            .requestHandler(
                request -> {
                  if (request.path().equals("/held")) {
                    held.add(request.response());
                  } else {
                    request.response().end("ok");
                  }
                });
    server.listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @BeforeEach
  void start() {
    connections.set(0);
    proxy = HttpProxy.to(server.actualPort()).tls(TRUSTING).start();
    client = RawHttp.connect(proxy.port());
  }

  @AfterEach
  void end() {
    client.close();
    proxy.close();
  }

  @Test
  void connectionThatWouldNotBeTrustedNowIsNotUsed() {
    assertServed();
    awaitIdle(1);

    proxy.change(trusting(other.certificate()));

    client.send(GET);
    String head = client.head();
    assertTrue(head.startsWith("HTTP/1.1 502 Bad Gateway\r\n"), head);
    awaitIdle(0);
  }

  @Test
  void connectionThatWouldNotBeTrustedNowIsNotKept() throws Exception {
    client.send(HELD);
    HttpServerResponse answer = held.poll(20, TimeUnit.SECONDS);

    proxy.change(trusting(backend.certificate()));
    answer.end("ok");

    assertOk();
    assertServed();
    assertEquals(2, connections.get());
  }

  @Test
  void fileWithOtherCertificatesCountsAsAChange() throws Exception {
    Path authority = directory.resolve("authority.pem");
    Files.copy(backend.certificate(), authority, StandardCopyOption.REPLACE_EXISTING);
    proxy.change(trusting(authority));
    assertServed();
    awaitIdle(1);

    Files.copy(other.certificate(), authority, StandardCopyOption.REPLACE_EXISTING);
    proxy.change(trusting(authority));

    client.send(GET);
    String head = client.head();
    assertTrue(head.startsWith("HTTP/1.1 502 Bad Gateway\r\n"), head);
  }

  @Test
  void connectionIsUsedOnWhenTheSameIsSaidAgain() {
    proxy.change(trusting(backend.certificate()));
    assertServed();
    awaitIdle(1);

    proxy.change(trusting(backend.certificate()));

    assertServed();
    assertEquals(1, connections.get());
  }

  private void assertServed() {
    client.send(GET);
    assertOk();
  }

  private void assertOk() {
    String head = client.head();
    assertTrue(head.startsWith("HTTP/1.1 200 OK\r\n"), head);
    assertEquals("ok", client.text(2));
  }

  private void awaitIdle(int count) {
    Await.until(() -> proxy.idle() == count, () -> "idle: " + proxy.idle());
  }

  private static UpstreamTlsConfig trusting(Path authority) {
    return new UpstreamTlsConfig(authority.toString(), true, "", "", "");
  }
}
