package io.carillon.gateway.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NodeLogs.class)
class RedisServerTest {
  private static final Duration BRIEF = Duration.ofMillis(300);

  @ParameterizedTest
  @EnumSource
  void killedServerComesBackWithWhatWasOnTheDiskOrWithNothing(RedisBinary binary) {
    try (RedisServer redis = RedisServer.start(binary, RedisServer.durable())) {
      redis.call("SET", "key", "välue");
      redis.kill();
      assertFalse(redis.isAlive());
      assertThrows(UncheckedIOException.class, () -> redis.call("PING"));

      redis.restart();
      assertEquals("välue", redis.call("GET", "key"));
      redis.kill();
      redis.restartEmpty();
      assertNull(redis.call("GET", "key"));
    }
  }

  @Test
  void serverBroughtAlongHasNoShardedChannels() {
    try (RedisServer redis = RedisServer.start(RedisBinary.BROUGHT)) {
      assertTrue(redis.info("redis_version").startsWith("6.2."), redis.info("redis_version"));
      assertFalse(redis.hasShardedChannels());
    }
  }

  @Test
  void frozenServerAnswersWhenItIsThawed() {
    try (RedisServer redis = RedisServer.start();
        RedisLine line = RedisLine.open(redis.port(), BRIEF)) {
      redis.freeze();
      assertThrows(UncheckedIOException.class, () -> line.call("PING"));

      redis.thaw();
      assertEquals("PONG", redis.call("PING"));
    }
  }

  @Test
  void answersOfAllKindsAreRead() {
    try (RedisServer redis = RedisServer.start("requirepass secret");
        RedisLine line = RedisLine.open(redis.port(), Duration.ofSeconds(5))) {
      assertThrows(RedisLine.Refusal.class, () -> line.call("GET", "key"));
      assertEquals("OK", line.call("AUTH", "secret"));

      assertEquals(
          List.of("a", 2L, List.of("b")), line.call("EVAL", "return {'a', 2, {'b'}}", "0"));
      assertNull(line.call("GET", "key"));
    }
  }

  @Test
  void serverWithTlsProvesToBeLocalhost() throws Exception {
    try (RedisTls tls = RedisTls.start();
        SSLSocket socket = (SSLSocket) trusting(tls).createSocket("localhost", port(tls))) {
      SSLParameters checked = socket.getSSLParameters();
      checked.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(checked);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));

      assertEquals("+PONG", new String(socket.getInputStream().readNBytes(5), US_ASCII));
      assertEquals("PONG", tls.server().call("PING"));
    }
  }

  private static int port(RedisTls tls) {
    return tls.server().port();
  }

  private static SSLSocketFactory trusting(RedisTls tls) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(tls.certificate())) {
      trusted.setCertificateEntry(
          "redis", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  @Test
  void relayHoldsBackWhileItIsFrozenAndForgetsWhatItStrands() {
    try (RedisServer redis = RedisServer.start();
        TcpRelay relay = TcpRelay.before(redis.port());
        RedisLine line = RedisLine.open(relay.port(), BRIEF);
        RedisLine stranded = RedisLine.open(relay.port(), BRIEF)) {
      assertEquals("PONG", line.call("PING"));
      assertEquals("PONG", stranded.call("PING"));

      relay.freeze();
      assertThrows(UncheckedIOException.class, () -> line.call("PING"));
      relay.thaw();
      try (RedisLine next = RedisLine.open(relay.port(), Duration.ofSeconds(5))) {
        assertEquals("PONG", next.call("PING"));
      }

      relay.strand();
      assertThrows(UncheckedIOException.class, () -> stranded.call("PING"));
      try (RedisLine next = RedisLine.open(relay.port(), Duration.ofSeconds(5))) {
        assertEquals("PONG", next.call("PING"));
        relay.reset();
        assertThrows(UncheckedIOException.class, () -> next.call("PING"));
      }
      assertEquals(4, relay.accepted());
    }
  }
}
