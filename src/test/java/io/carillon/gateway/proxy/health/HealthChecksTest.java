package io.carillon.gateway.proxy.health;

import static io.carillon.gateway.proxy.health.CheckRig.brief;
import static io.carillon.gateway.proxy.health.CheckRig.once;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.config.PoolConfig.ProxyHeader;
import io.carillon.gateway.config.TargetConfig.State;
import io.carillon.gateway.config.UpstreamTlsConfig;
import io.carillon.gateway.proxy.pool.Health;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.PoolMaker;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which targets are checked, when, by what way, and what comes of it. */
class HealthChecksTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String BROKEN = "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n";
  private static final HealthConfig OFTEN =
      new HealthConfig(
          HealthConfig.Type.HTTP,
          "/",
          "",
          200,
          399,
          "",
          Duration.ofMillis(20),
          Duration.ofSeconds(20),
          2,
          3);

  private final CheckRig rig = new CheckRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aServerThatAcceptsPassesACheckOfTcp() {
    try (CheckedBackend backend = CheckedBackend.silent()) {
      rig.expect(once(HealthConfig.Type.TCP, ""), backend.port(), Health.UP, "check passed");
    }
  }

  @Test
  void aServerThatIsNotThereIsDownAtOnce() {
    rig.expect(
        once(HealthConfig.Type.TCP, ""),
        Ports.free(),
        Health.DOWN,
        "check failed: connection refused");
  }

  @Test
  void aNameThatDoesNotResolveIsDown() {
    rig.maker.health(brief(HealthConfig.Type.TCP, "")).at("a", "nowhere.invalid", 80, false);
    rig.update();

    rig.await("a", Health.DOWN);
  }

  @Test
  void aTargetFallsAndRises() {
    try (CheckedBackend backend = CheckedBackend.answering(OK)) {
      rig.expect(OFTEN, backend.port(), Health.UP, "check passed");

      backend.answer(BROKEN);
      rig.await("a", Health.DOWN);
      assertEquals("check failed: status 500", rig.pool().target("a").status().reason());

      backend.answer(OK);
      rig.await("a", Health.UP);
    }
  }

  @Test
  void clientsGoWhereChecksPass() {
    try (CheckedBackend good = CheckedBackend.answering(OK);
        CheckedBackend bad = CheckedBackend.answering(BROKEN)) {
      rig.maker
          .health(OFTEN)
          .at("a", "127.0.0.1", good.port(), false)
          .at("b", "127.0.0.1", bad.port(), false);
      Pool pool = rig.update();

      Await.until(() -> PoolMaker.row(pool, 4).equals("aaaa"), () -> "b is chosen");
    }
  }

  @Test
  void aTargetThatIsAddedIsCheckedAtOnceAndTheOthersKeepTheirPace() {
    try (CheckedBackend first = CheckedBackend.answering(OK);
        CheckedBackend second = CheckedBackend.answering(BROKEN)) {
      HealthConfig seldom = once(HealthConfig.Type.HTTP, "");
      rig.expect(seldom, first.port(), Health.UP, "check passed");

      rig.maker.at("b", "127.0.0.1", second.port(), false);
      rig.update();

      rig.await("b", Health.DOWN);
      assertEquals(1, first.accepted());
    }
  }

  @Test
  void aTargetThatIsRemovedIsCheckedNoMore() {
    try (CheckedBackend removed = CheckedBackend.answering(OK);
        CheckedBackend other = CheckedBackend.answering(OK)) {
      rig.maker
          .health(OFTEN)
          .at("a", "127.0.0.1", removed.port(), false)
          .at("b", "127.0.0.1", other.port(), false);
      rig.update();
      rig.await("a", Health.UP);

      rig.maker.without("a");
      rig.update();

      awaitChecks(other, 3);
      int seen = removed.accepted();
      awaitChecks(other, 20);
      assertEquals(seen, removed.accepted());
    }
  }

  @Test
  void aTargetInMaintenanceIsNotCheckedAndAnewWhenItIsBack() {
    try (CheckedBackend backend = CheckedBackend.answering(BROKEN)) {
      rig.expect(OFTEN, backend.port(), Health.DOWN, "check failed: status 500");

      want(backend, State.MAINTENANCE);
      rig.await("a", Health.UNKNOWN);
      backend.answer(OK);
      want(backend, State.ENABLED);

      rig.await("a", Health.UP);
    }
  }

  @Test
  void aPoolWithoutChecksKnowsNothing() {
    try (CheckedBackend backend = CheckedBackend.answering(BROKEN)) {
      rig.expect(OFTEN, backend.port(), Health.DOWN, "check failed: status 500");

      rig.maker.health(once(HealthConfig.Type.NONE, ""));
      rig.update();

      rig.await("a", Health.UNKNOWN);
      assertEquals("not checked", rig.pool().target("a").status().reason());
    }
  }

  @Test
  void otherChecksStandInThePlaceOfTheOldOnes() {
    try (CheckedBackend backend = CheckedBackend.answering(BROKEN)) {
      rig.expect(OFTEN, backend.port(), Health.DOWN, "check failed: status 500");

      rig.maker.health(
          new HealthConfig(
              HealthConfig.Type.TCP,
              "/",
              "",
              200,
              399,
              "",
              OFTEN.interval(),
              OFTEN.timeout(),
              2,
              3));
      rig.update();

      rig.await("a", Health.UP);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "HTTP", "WEBSOCKET"})
  void aCheckBeginsWithAProxyHeaderOfNobody(HealthConfig.Type type) throws Exception {
    String v2 = "0d0a0d0a000d0a515549540a" + "20000000";
    try (CheckedBackend backend = noting("PROXY UNKNOWN\r\n".length());
        CheckedBackend binary = noting(v2.length() / 2)) {
      rig.maker.health(once(type, "")).sendProxy(ProxyHeader.V1);
      rig.maker.at("a", "127.0.0.1", backend.port(), false);
      rig.update();
      assertEquals("PROXY UNKNOWN\r\n", backend.next());

      rig.maker.sendProxy(ProxyHeader.V2).without("a").at("b", "127.0.0.1", binary.port(), false);
      rig.update();
      assertEquals(
          v2, HexFormat.of().formatHex(binary.next().getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  @Test
  void checksTrustWhatClientsConnectionsTrust(@TempDir Path directory) throws Exception {
    TlsFiles files = TlsFiles.make(directory, "backend", "ip:127.0.0.1");
    int port = startTls(files);
    rig.maker.health(OFTEN).at("a", "127.0.0.1", port, true);
    rig.maker.tls(new UpstreamTlsConfig("", true, "", "", ""));
    rig.tls.update(rig.vertx, List.of(rig.maker.config())).await(20, TimeUnit.SECONDS);
    rig.update();
    rig.await("a", Health.DOWN);
    String reason = rig.pool().target("a").status().reason();
    assertTrue(reason.startsWith("check failed: TLS: "), reason);

    rig.maker.tls(new UpstreamTlsConfig(files.certificate().toString(), true, "", "", ""));
    rig.tls.update(rig.vertx, List.of(rig.maker.config())).await(20, TimeUnit.SECONDS);
    rig.update();

    rig.await("a", Health.UP);
  }

  @Test
  void nobodyIsCheckedAfterTheEnd() throws Exception {
    try (CheckedBackend backend = CheckedBackend.answering(OK)) {
      rig.expect(OFTEN, backend.port(), Health.UP, "check passed");

      rig.checks.close().await(20, TimeUnit.SECONDS);
      rig.maker.at("b", "127.0.0.1", Ports.free(), false);
      rig.update();

      // Whatever an update begins has begun when the loop answers another close.
      rig.checks.close().await(20, TimeUnit.SECONDS);
      assertEquals(Health.UNKNOWN, rig.pool().target("b").health());
    }
  }

  private void want(CheckedBackend backend, State state) {
    rig.maker.target("a", 1, 0, state).at("a", "127.0.0.1", backend.port(), false);
    rig.update();
  }

  private int startTls(TlsFiles files) throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(files.certificate().toString())
                    .addKeyPath(files.key().toString()));
    return rig.vertx
        .createHttpServer(options)
        .requestHandler(request -> request.response().end())
        .listen(0, "127.0.0.1")
        .await(20, TimeUnit.SECONDS)
        .actualPort();
  }

  private static CheckedBackend noting(int bytes) {
    CheckedBackend[] self = new CheckedBackend[1];
    self[0] =
        CheckedBackend.of(
            (socket, in) ->
                self[0].note(new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1)));
    return self[0];
  }

  private static void awaitChecks(CheckedBackend backend, int more) {
    int wanted = backend.accepted() + more;
    Await.until(() -> backend.accepted() >= wanted, () -> backend.accepted() + " checks");
  }
}
