package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.TlsFiles;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolBinderTest {
  private static final String SECRET = "0123456789abcdef";

  @Test
  void everyKeyIsRead() {
    PoolConfig pool =
        pool(
            """
            balance: header:X-User
            sticky: { type: cookie, cookie: at, secret: 0123456789abcdef, ttl: 5m }
            health: { type: http, path: "/up?x=1", host: "a.example:80", status: 200-204, body: ok,
              interval: 3s, timeout: 1s, rise: 4, fall: 5 }
            ejection: { failures: 6, early: 7s, time: 8s, maxTime: 9s, panic: 10 }
            targets:
              - { name: one, url: "https://a.example", weight: 11, maxConnections: 12, state: drain }
            timeouts: { connect: 13s, handshake: 14s, response: 15s, tunnel: 16s, maxAge: 17s }
            tls: { verify: false, serverName: b.example }
            sendProxy: v2
            slowStart: 18s
            maxIdle: 19
            lossCode: 4000
            shutdown: wait
            """);

    assertEquals(
        new PoolConfig(
            "chat",
            new PoolConfig.Balance(PoolConfig.Way.HEADER, "X-User"),
            new StickyConfig(
                StickyConfig.Kind.COOKIE, "at", Optional.of(new Secret(SECRET)), minutes(5)),
            new HealthConfig(
                HealthConfig.Type.HTTP,
                "/up?x=1",
                "a.example:80",
                200,
                204,
                "ok",
                seconds(3),
                seconds(1),
                4,
                5),
            new EjectionConfig(6, seconds(7), seconds(8), seconds(9), 10),
            List.of(
                new TargetConfig("one", "a.example", 443, true, 11, 12, TargetConfig.State.DRAIN)),
            new PoolTimeouts(seconds(13), seconds(14), seconds(15), seconds(16), seconds(17)),
            new UpstreamTlsConfig("", false, "b.example", "", ""),
            PoolConfig.ProxyHeader.V2,
            seconds(18),
            19,
            4000,
            PoolConfig.AtShutdown.WAIT),
        pool);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          round-robin,       ROUND_ROBIN,       ''
          least-connections, LEAST_CONNECTIONS, ''
          random-two,        RANDOM_TWO,        ''
          source,            SOURCE,            ''
          header:X-A,        HEADER,            X-A
          cookie:sid.1,      COOKIE,            sid.1
          """)
  void targetIsChosenInAnyOfTheseWays(String written, PoolConfig.Way way, String key) {
    assertEquals(new PoolConfig.Balance(way, key), pool("balance: " + written).balance());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"none, NONE", "cookie, COOKIE", "source, SOURCE", "engine-io, ENGINE_IO"})
  void kindOfStickinessMayStandAlone(String written, StickyConfig.Kind kind) {
    assertEquals(kind, pool("sticky: " + written).sticky().kind());
    assertEquals(kind, pool("sticky: { type: " + written + " }").sticky().kind());
    assertEquals(Duration.ofMinutes(1), pool("sticky: " + written).sticky().ttl());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          http://10.0.0.7:3000,    10.0.0.7,    3000, false, 10.0.0.7:3000
          http://a-b.c_d.example,  a-b.c_d.example, 80, false, a-b.c_d.example:80
          HTTPS://A.example,       A.example,   443,  true,  A.example:443
          ws://a:1,                a,           1,    false, a:1
          wss://a,                 a,           443,  true,  a:443
          http://[::1]:65535,      ::1,         65535, false, '[::1]:65535'
          https://[2001:db8::1],   2001:db8::1, 443,  true,  '[2001:db8::1]:443'
          """)
  void targetIsNamedByItsAddressUnlessItIsSaid(
      String url, String host, int port, boolean tls, String name) {
    TargetConfig target = pool("targets: [{ url: '" + url + "' }]").targets().get(0);

    assertEquals(new TargetConfig(name, host, port, tls, 1, 0, TargetConfig.State.ENABLED), target);
  }

  @ParameterizedTest
  @CsvSource({"1000", "1003", "1007", "1011", "1014", "3000", "4999"})
  void closeCodeThatMayBeSentIsTaken(int code) {
    assertEquals(code, pool("lossCode: " + code).lossCode());
  }

  @Test
  void secretIsNotShown() {
    PoolConfig pool = pool("sticky: { secret: " + SECRET + " }");

    assertTrue(pool.sticky().secret().orElseThrow().matches(SECRET));
    assertFalse(pool.toString().contains(SECRET), pool.toString());
    assertFalse(complaints("sticky: { secret: s3cret }").toString().contains("s3cret"));
  }

  @Test
  void keyAndCertificateAreReadToSeeThatTheyCanBe(@TempDir Path directory) throws Exception {
    Path key = directory.resolve("key.pem");
    for (String algorithm : List.of("RSA", "EC", "DSA")) {
      byte[] encoded =
          KeyPairGenerator.getInstance(algorithm).genKeyPair().getPrivate().getEncoded();
      Files.writeString(
          key,
          "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
              .formatted(Base64.getMimeEncoder().encodeToString(encoded)));

      assertEquals(
          List.of(
              "tls.certificate: found nothing (line 3), wanted certificate and key both, or neither"),
          complaints("tls: { key: '" + key + "' }"));
    }
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertEquals(1, complaints("tls: { key: '" + key + "' }").size());
  }

  @Test
  void keyOfAKindThatNettyDoesNotReadIsRefused(@TempDir Path directory) throws Exception {
    Path key = directory.resolve("key.pem");
    byte[] encoded = KeyPairGenerator.getInstance("Ed25519").genKeyPair().getPrivate().getEncoded();
    String text =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(encoded));
    Files.writeString(key, text);
    TlsFiles files = TlsFiles.make(directory, "good", "dns:localhost");

    assertEquals(1, complaints("tls: { key: '" + key + "' }").size());
    assertThrows(
        IllegalArgumentException.class,
        () -> SslContextBuilder.forClient().keyManager(files.certificate().toFile(), key.toFile()));
  }

  @Test
  void certificateHasToBePem(@TempDir Path directory) throws Exception {
    TlsFiles files = TlsFiles.make(directory, "good", "dns:localhost");
    Path der = directory.resolve("der");
    try (InputStream pem = Files.newInputStream(files.certificate())) {
      Files.write(
          der, CertificateFactory.getInstance("X.509").generateCertificate(pem).getEncoded());
    }

    String ca = files.certificate().toString();
    assertEquals(ca, pool("tls: { ca: '" + ca + "' }").tls().ca());
    assertEquals(1, complaints("tls: { ca: '" + der + "' }").size());
  }

  @Test
  @Timeout(10)
  void whatHasNoEndIsNoFile() {
    assertEquals(1, complaints("tls: { ca: /dev/zero }").size());
    assertEquals(1, complaints("tls: { ca: /dev/tty }").size());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          balance: random                                    | balance: found 'random' (line 3), wanted one of round-robin, least-connections, random-two, source, header:NAME, cookie:NAME
          balance: header                                    | balance: found 'header'
          balance: 'header:'                                 | balance: found 'header:'
          balance: header:a b                                | balance: found 'header:a b'
          balance: round_robin                               | balance: found 'round_robin'
          sticky: engine_io                                  | sticky.type: found 'engine_io' (line 3), wanted one of none, cookie, source, engine-io
          sticky: [cookie]                                   | sticky: found a list (line 3), wanted a mapping
          sticky: {cookie: a b}                              | sticky.cookie: found 'a b' (line 3), wanted the name of a cookie
          sticky: {secret: short}                            | sticky.secret: found a shorter one (line 3), wanted at least 16 bytes
          sticky: {secret: '***'}                            | sticky.secret: found *** (line 3), wanted the secret itself
          sticky: {ttl: 1ms}                                 | sticky.ttl: found '1ms'
          health: {type: ping}                               | health.type: found 'ping' (line 3), wanted one of none, tcp, http, websocket
          health: {path: up}                                 | health.path: found 'up'
          health: {path: /a b}                               | health.path: found '/a b'
          health: {host: http://a}                           | health.host: found 'http://a'
          health: {status: ok}                               | health.status: found 'ok' (line 3), wanted a status from 100 to 599, or two as in 200-399
          health: {status: 399-200}                          | health.status: found '399-200'
          health: {status: 99}                               | health.status: found '99'
          health: {status: 600}                              | health.status: found '600'
          health: {interval: 1s, timeout: 1s}                | health.timeout: found '1s' (line 3), wanted less than interval, 1s
          health: {interval: 1s}                             | health.timeout: found 2s (default), wanted less than interval, 1s
          health: {timeout: 5}                               | health.timeout: found '5'
          health: {rise: 0}                                  | health.rise: found '0'
          health: {fall: 101}                                | health.fall: found '101'
          ejection: {failures: -1}                           | ejection.failures: found '-1'
          ejection: {early: 2h}                              | ejection.early: found '2h'
          ejection: {time: 0s}                               | ejection.time: found '0s'
          ejection: {time: 10m}                              | ejection.maxTime: found 5m (default), wanted at least time, 10m
          ejection: {panic: 101}                             | ejection.panic: found '101'
          targets: [{name: a}]                               | targets.0.url: found nothing (line 3), wanted http:// or https://
          targets: {a: b}                                    | targets: found a mapping (line 3), wanted a list
          targets: [{url: '127.0.0.1:80'}]                   | targets.0.url: found '127.0.0.1:80'
          targets: [{url: 'ftp://a'}]                        | targets.0.url: found 'ftp://a'
          targets: [{url: 'http://a/'}]                      | targets.0.url: found 'http://a/'
          targets: [{url: 'http://a?b'}]                     | targets.0.url: found 'http://a?b'
          targets: [{url: 'http://a#b'}]                     | targets.0.url: found 'http://a#b'
          targets: [{url: 'http://u:p@a'}]                   | targets.0.url: found 'http://u:p@a'
          targets: [{url: 'http://a:0'}]                     | targets.0.url: found 'http://a:0'
          targets: [{url: 'http://a:65536'}]                 | targets.0.url: found 'http://a:65536'
          targets: [{url: 'http://a:'}]                      | targets.0.url: found 'http://a:'
          targets: [{url: 'http://'}]                        | targets.0.url: found 'http://'
          targets: [{url: 'http://a b'}]                     | targets.0.url: found 'http://a b'
          targets: [{url: 'http://-a'}]                      | targets.0.url: found 'http://-a'
          targets: [{url: 'http://a..b'}]                    | targets.0.url: found 'http://a..b'
          targets: [{url: 'http://10.0.0.256'}]              | targets.0.url: found 'http://10.0.0.256'
          targets: [{url: 'http://10.1'}]                    | targets.0.url: found 'http://10.1'
          targets: [{url: 'http://[::g]'}]                   | targets.0.url: found 'http://[::g]'
          targets: [{url: 'http://::1'}]                     | targets.0.url: found 'http://::1'
          targets: [{url: 'http://a', name: a/b}]            | targets.0.name: found 'a/b'
          targets: [{url: 'http://a'}, {url: 'https://a:80'}] | targets.1.name: found a:80 (default), wanted another name than that of pools.chat.targets.0
          targets: [{url: 'http://a', weight: 257}]          | targets.0.weight: found '257'
          targets: [{url: 'http://a', maxConnections: -1}]   | targets.0.maxConnections: found '-1'
          targets: [{url: 'http://a', state: off}]           | targets.0.state: found 'off' (line 3), wanted one of enabled, drain, maintenance
          targets: [{uri: 'http://a', url: 'http://a'}]      | targets.0.uri: found an unknown key (line 3), wanted one of url, name, weight, maxConnections, state; did you mean url?
          timeouts: {connect: 0s}                            | timeouts.connect: found '0s'
          timeouts: {handshake: 1d}                          | timeouts.handshake: found '1d'
          timeouts: {response: 2d}                           | timeouts.response: found '2d'
          timeouts: {tunnel: 31d}                            | timeouts.tunnel: found '31d'
          timeouts: {maxAge: never}                          | timeouts.maxAge: found 'never'
          tls: {ca: none.pem}                                | tls.ca: found 'none.pem' (line 3), wanted a file of PEM certificates that can be read
          tls: {ca: pom.xml}                                 | tls.ca: found 'pom.xml'
          tls: {certificate: pom.xml}                        | tls.certificate: found 'pom.xml'
          tls: {key: pom.xml}                                | tls.key: found 'pom.xml' (line 3), wanted a file with a PEM key (BEGIN PRIVATE KEY) of RSA, DSA or EC that can be read
          tls: {verify: perhaps}                             | tls.verify: found 'perhaps'
          tls: {serverName: 10.0.0.1}                        | tls.serverName: found '10.0.0.1'
          tls: {serverName: '['}                             | tls.serverName: found '['
          tls: {serverName: '[::1]'}                         | tls.serverName: found '[::1]'
          tls: {serverName: a b}                             | tls.serverName: found 'a b'
          sendProxy: v3                                      | sendProxy: found 'v3' (line 3), wanted one of none, v1, v2
          slowStart: 2h                                      | slowStart: found '2h'
          maxIdle: -1                                        | maxIdle: found '-1'
          lossCode: 1004                                     | lossCode: found '1004' (line 3), wanted a close code that may be sent: 1000 to 1003, 1007 to 1014 or 3000 to 4999
          lossCode: 1005                                     | lossCode: found '1005'
          lossCode: 1006                                     | lossCode: found '1006'
          lossCode: 1015                                     | lossCode: found '1015'
          lossCode: 2000                                     | lossCode: found '2000'
          lossCode: 5000                                     | lossCode: found '5000'
          lossCode: 0                                        | lossCode: found '0'
          shutdown: never                                    | shutdown: found 'never' (line 3), wanted one of close, wait
          balanced: source                                   | balanced: found an unknown key (line 3), wanted one of balance, sticky, health, ejection, targets, timeouts, tls, sendProxy, slowStart, maxIdle, lossCode, shutdown; did you mean balance?
          """)
  void mistakeIsNamedByPathValueAndWish(String setting, String start) {
    List<String> complaints = complaints(setting);

    assertEquals(1, complaints.size(), complaints.toString());
    assertTrue(complaints.get(0).startsWith(start), complaints.get(0));
  }

  @ParameterizedTest
  @CsvSource({"a b", "a/b", "'é'"})
  void nameOfAPoolCanStandInAPath(String name) {
    List<Complaint> complaints =
        assertThrows(ConfigException.class, () -> load("pools: { '" + name + "': {} }"))
            .complaints();

    assertEquals("pools." + name, complaints.get(0).path());
    assertEquals(
        "a name of 1 to 64 letters, digits, dots, dashes or underscores",
        complaints.get(0).wanted());
  }

  @Test
  void everyMistakeOfAPoolIsReportedAtOnce() {
    assertEquals(
        4,
        complaints(
                "{ balance: x, lossCode: 1, health: { rise: x }, targets: [{ url: x, weight: 1 }] }")
            .size());
  }

  private static PoolConfig pool(String keys) {
    return load(text(keys)).rules().pools().get("chat");
  }

  private static List<String> complaints(String keys) {
    return assertThrows(ConfigException.class, () -> pool(keys)).complaints().stream()
        .map(complaint -> complaint.toString().replaceFirst("^pools\\.chat\\.", ""))
        .toList();
  }

  // The keys begin in the third line.
  private static String text(String keys) {
    return "pools:\n  chat:\n" + keys.stripTrailing().indent(4);
  }

  private static GatewayConfig load(String text) {
    return ConfigLoader.load(text, List.of(), Map.of(), new ArrayList<>());
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }
}
