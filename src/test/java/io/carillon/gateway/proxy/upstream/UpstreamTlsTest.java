package io.carillon.gateway.proxy.upstream;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.UpstreamTlsConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets behind TLS: whom we trust, what we call them, and what we show them. */
class UpstreamTlsTest {
  @TempDir private static Path directory;
  private static TlsFiles backend;
  private static TlsFiles gateway;
  private static Caller caller;
  private static NetServer open;
  private static NetServer strict;

  @BeforeAll
  static void start() {
    backend = TlsFiles.make(directory, "backend", "dns:localhost,dns:chat.internal");
    gateway = TlsFiles.make(directory, "gateway", "dns:gateway");
    caller = new Caller();
    open = server(new NetServerOptions());
    strict =
        server(
            new NetServerOptions()
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(gateway.certificate().toString())));
  }

  @AfterAll
  static void stop() {
    caller.close();
  }

  private static NetServer server(NetServerOptions options) {
    NetServer server =
        caller.vertx.createNetServer(
            options
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(backend.certificate().toString())
                        .setKeyPath(backend.key().toString())));
    server.connectHandler(
        socket ->
            socket.handler(
                bytes -> socket.end(bytes.copy().appendString(" to " + called(socket)))));
    await(server.listen(0, "127.0.0.1"));
    return server;
  }

  private static String called(NetSocket socket) {
    String name = socket.indicatedServerName();
    return name == null || name.isEmpty() ? "nobody" : name;
  }

  @Test
  void trustedTargetIsReachedByItsName() {
    assertEquals("hello to localhost", converse("localhost", open, trusting("")));
  }

  @Test
  void targetMayBeCalledAnotherName() {
    assertEquals("hello to chat.internal", converse("127.0.0.1", open, trusting("chat.internal")));
  }

  @Test
  void addressIsNoName() {
    assertEquals(
        "hello to nobody",
        converse("127.0.0.1", open, new UpstreamTlsConfig("", false, "", "", "")));
  }

  @Test
  void targetWithCertificateOfAnotherNameIsRefused() {
    assertRefused("127.0.0.1", trusting(""));
    assertRefused("localhost", trusting("other.internal"));
  }

  @Test
  void targetOfUnknownAuthorityIsRefused() {
    assertRefused(
        "localhost", new UpstreamTlsConfig(gateway.certificate().toString(), true, "", "", ""));
    assertRefused("localhost", TestPools.TLS);
  }

  @Test
  void whoVerifiesNothingTakesAnything() {
    assertEquals(
        "hello to other.internal",
        converse("localhost", open, new UpstreamTlsConfig("", false, "other.internal", "", "")));
  }

  @Test
  void targetThatAsksForCertificateIsShownOne() {
    assertEquals(
        "hello to localhost",
        converse(
            "localhost",
            strict,
            new UpstreamTlsConfig(
                backend.certificate().toString(),
                true,
                "",
                gateway.certificate().toString(),
                gateway.key().toString())));
    // In TLS 1.3 a client learns of it with the first bytes it reads.
    assertEquals(" DecoderException", converse("localhost", strict, trusting("")));
  }

  @Test
  void plainServerIsNoTarget() {
    NetServer plain = caller.vertx.createNetServer();
    plain.connectHandler(
        socket -> socket.handler(bytes -> socket.end(Buffer.buffer("HTTP/1.1 400 what?\r\n"))));
    await(plain.listen(0, "127.0.0.1"));
    Pool pool = pool("localhost", plain, trusting(""));
    await(caller.read(pool));

    assertEquals("502 no target could be reached", caller.refused(pool));
    assertNothingOpen(pool);
  }

  @Test
  void proxyHeaderGoesBeforeTls() {
    NetServer proxied =
        caller
            .vertx
            .createNetServer(
                new NetServerOptions()
                    .setUseProxyProtocol(true)
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(backend.certificate().toString())
                            .setKeyPath(backend.key().toString())))
            .connectHandler(
                socket ->
                    socket.handler(
                        bytes -> socket.end(Buffer.buffer("" + socket.remoteAddress()))));
    await(proxied.listen(0, "127.0.0.1"));
    Pool pool =
        TestPools.pool(
            Duration.ofSeconds(10),
            PoolConfig.ProxyHeader.V2,
            trusting(""),
            "https://localhost:" + proxied.actualPort());
    await(caller.read(pool));

    assertEquals(
        caller.client().client().host() + ":" + caller.client().client().port(),
        caller.converse(pool, "hello"));
  }

  @Test
  void filesThatCannotBeUsedAreToldWithTheirKey() throws Exception {
    Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
    String missing = directory.resolve("missing.pem").toString();

    assertEquals(
        complaint("ca", missing, "cannot read " + missing),
        unusable(new UpstreamTlsConfig(missing, true, "", "", "")));
    assertEquals(
        complaint("ca", nonsense.toString(), "found no certificates in input stream"),
        unusable(new UpstreamTlsConfig(nonsense.toString(), true, "", "", "")));
    assertEquals(
        complaint("certificate", gateway.certificate().toString(), "cannot read " + missing),
        unusable(new UpstreamTlsConfig("", true, "", gateway.certificate().toString(), missing)));
  }

  private static String complaint(String key, String file, String why) {
    return String.format(
        "pools.pool.tls.%s: found %s (%s), wanted certificates and keys in PEM that can be used",
        key, file, why);
  }

  @Test
  void poolThatCannotBeReadTakesNoOtherWithItAndKeepsWhatItHad() {
    Pool kept = pool("localhost", open, trusting(""));
    UpstreamTls tls = caller.tls;
    tls.retain(List.of());
    String missing = directory.resolve("missing.pem").toString();
    Pool broken = pool("localhost", open, new UpstreamTlsConfig(missing, true, "", "", ""));

    assertThrows(
        ConfigException.class,
        () ->
            await(
                tls.update(
                    caller.vertx, List.of(named("broken", broken.config()), kept.config()))));
    assertEquals("hello to localhost", caller.converse(kept, "hello"));
    assertThrows(ConfigException.class, () -> await(caller.read(broken)));
    assertEquals("hello to localhost", caller.converse(kept, "hello"));

    tls.retain(List.of());
    assertEquals("502 no target could be reached", caller.refused(kept));
    assertNothingOpen(kept);
  }

  @Test
  void filesThatCouldNotBeUsedAreTriedAgain() throws Exception {
    Path late = directory.resolve("late.pem");
    UpstreamTls tls = new UpstreamTls(Duration.ofMillis(10));
    try (Caller patient = new Caller(tls)) {
      Pool pool = pool("localhost", open, new UpstreamTlsConfig(late.toString(), true, "", "", ""));
      assertThrows(ConfigException.class, () -> await(patient.read(pool)));
      assertEquals("502 no target could be reached", patient.refused(pool));

      Files.copy(backend.certificate(), late);

      Await.until(() -> patient.reaches(pool), () -> "not tried again");
      assertEquals("hello to localhost", patient.converse(pool, "hello"));
    }
  }

  @Test
  void filesOfAPoolThatWasPutAnewAreNotTriedAgain() throws Exception {
    Path late = directory.resolve("too-late.pem");
    UpstreamTls tls = new UpstreamTls(Duration.ofMillis(10));
    try (Caller patient = new Caller(tls)) {
      Pool pool = pool("localhost", open, new UpstreamTlsConfig(late.toString(), true, "", "", ""));
      assertThrows(ConfigException.class, () -> await(patient.read(pool)));
      Pool anew = pool("localhost", open, trusting(""));
      await(patient.read(anew));
      Files.writeString(late, "nonsense");

      for (int i = 0; i < 5; i++) {
        assertEquals("hello to localhost", patient.converse(anew, "hello"));
      }
      assertEquals(0, tls.unread().size());
    }
  }

  private static PoolConfig named(String name, PoolConfig pool) {
    return new PoolConfig(
        name,
        pool.balance(),
        pool.sticky(),
        pool.health(),
        pool.ejection(),
        pool.targets(),
        pool.timeouts(),
        pool.tls(),
        pool.sendProxy(),
        pool.slowStart(),
        pool.maxIdle(),
        pool.lossCode(),
        pool.shutdown());
  }

  private static String unusable(UpstreamTlsConfig tls) {
    Pool pool = pool("localhost", open, tls);
    return assertThrows(ConfigException.class, () -> await(caller.read(pool))).getMessage();
  }

  private static UpstreamTlsConfig trusting(String serverName) {
    return new UpstreamTlsConfig(backend.certificate().toString(), true, serverName, "", "");
  }

  private static Pool pool(String host, NetServer server, UpstreamTlsConfig tls) {
    return TestPools.pool(
        Duration.ofSeconds(10),
        PoolConfig.ProxyHeader.NONE,
        tls,
        "https://" + host + ":" + server.actualPort());
  }

  private static String converse(String host, NetServer server, UpstreamTlsConfig tls) {
    Pool pool = pool(host, server, tls);
    await(caller.read(pool));
    String answer = caller.converse(pool, "hello");
    assertNothingOpen(pool);
    return answer;
  }

  private static void assertRefused(String host, UpstreamTlsConfig tls) {
    Pool pool = pool(host, open, tls);
    await(caller.read(pool));

    assertEquals("502 no target could be reached", caller.refused(pool));
    assertNothingOpen(pool);
  }

  private static void assertNothingOpen(Pool pool) {
    Await.until(() -> pool.targets().get(0).open() == 0, () -> "a connection is open");
  }
}
