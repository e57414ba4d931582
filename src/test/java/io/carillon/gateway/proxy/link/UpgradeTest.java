package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.carillon.gateway.testkit.RawWebSocket;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handshake on its way to a target that behaves, and what else a target may answer. */
@SuppressWarnings("try") // clients that only have to be there
class UpgradeTest {
  private RawWebSocketBackend backend;
  private LinkServer gateway;
  private RawWebSocket client;

  @BeforeEach
  void start() {
    backend = new RawWebSocketBackend();
    gateway = LinkServer.to(backend.port());
    client = RawWebSocket.connect(0, gateway.port());
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.awaitNothing();
    gateway.close();
    backend.close();
  }

  @Test
  void headersPassBothWaysButThoseOfTheHop() {
    client.sendRaw(request("X-Mine: 1", "Connection: keep-alive, Upgrade, X-Hop", "X-Hop: 1"));
    try (RawWebSocketBackend.Peer target = backend.next()) {
      String asked = target.readHead();
      assertTrue(asked.contains("X-Mine: 1\r\n"), asked);

      target.send(
          target.acceptance(
              "X-Yours: caf\u00e9",
              "x-yours: again",
              "Keep-Alive: 5",
              "Connection: x-hop",
              "X-Hop: 2",
              "Content-Length: 0"));

      String answer = client.readAnswer();
      assertTrue(answer.startsWith("HTTP/1.1 101 Switching Protocols\r\n"), answer);
      assertTrue(answer.contains("X-Yours: caf\u00e9\r\nx-yours: again\r\n"), answer);
      assertTrue(answer.contains("Connection: Upgrade\r\nUpgrade: websocket\r\n"), answer);
      assertFalse(answer.contains("Keep-Alive") || answer.contains("X-Hop"), answer);
      assertFalse(answer.contains("Content-Length"), answer);
    }
  }

  @Test
  void acceptanceLosesNothingThatClientsNeedByNamingIt() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();

      target.send(
          target.acceptance(
              "Connection: set-cookie, Sec-WebSocket-Accept", "Set-Cookie: a=1; HttpOnly"));

      String answer = client.readAnswer();
      assertTrue(answer.contains("\r\nSet-Cookie: a=1; HttpOnly\r\n"), answer);
      assertTrue(answer.contains("\r\nSec-WebSocket-Accept: "), answer);
    }
  }

  @Test
  void refusalLosesNothingThatClientsNeedByNamingIt() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();

      target.send(
          "HTTP/1.1 401 Unauthorized\r\nConnection: Set-Cookie, www-authenticate, x-hop\r\n"
              + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nWWW-Authenticate: Basic\r\nX-Hop: 1\r\n"
              + "Content-Length: 0\r\n\r\n");

      String answer = client.readRest();
      assertTrue(answer.contains("\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"), answer);
      assertTrue(answer.contains("\r\nWWW-Authenticate: Basic\r\n"), answer);
      assertFalse(answer.contains("X-Hop"), answer);
    }
  }

  @Test
  void bytesBehindTheAnswerAreNotLost() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      target.send(target.acceptance() + "\u0081\u0003one\u0081\u0003two");
      client.readAnswer();
      assertEquals("one", client.readText());
      assertEquals("two", client.readText());
    }
  }

  @Test
  void answerMayComeByteByByte() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      for (char c : (target.acceptance() + "\u0081\u0003one").toCharArray()) {
        target.send(String.valueOf(c));
      }
      client.readAnswer();
      assertEquals("one", client.readText());
    }
  }

  @Test
  void bytesOfTheClientBeforeTheAnswerReachOnlyWhoAccepts() {
    byte[] early = RawWebSocket.frame(0x81, "early".getBytes(StandardCharsets.UTF_8));
    client.sendRaw(concat(request(), early));
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      target.send(target.acceptance());
      client.readAnswer();
      assertArrayEquals(early, target.read(early.length));
    }
  }

  @Test
  void bytesOfTheClientBeforeTheAnswerNeverReachWhoRefuses() {
    client.sendRaw(
        concat(request(), "GET /secret HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      target.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
      assertEquals(0, target.awaitEnd());
      assertEquals(
          "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nconnection: close\r\n\r\n",
          client.readAnswer());
      client.awaitEnd();
    }
  }

  @Test
  void moreThanABoundOfEarlyBytesStaysInTheKernel() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      byte[] early = RawWebSocket.frame(0x82, new byte[200_000]);
      client.sendRaw(early);
      target.send(target.acceptance());
      client.readAnswer();
      assertArrayEquals(early, target.read(early.length));
    }
  }

  @Test
  void earlyHintsPassBeforeTheAnswer() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      target.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + target.acceptance());
      assertEquals("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", client.readAnswer());
      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
    }
  }

  @Test
  void chunkedRefusalPassesWhole() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      target.send(
          "HTTP/1.1 401 Who Are You\r\nTransfer-Encoding: chunked\r\nWWW-Authenticate: Basic\r\n\r\n");
      target.send("3\r\nabc\r\n");
      target.send("2\r\nde\r\n0\r\n\r\n");
      String head = client.readAnswer();
      assertTrue(head.startsWith("HTTP/1.1 401 Who Are You\r\n"), head);
      assertTrue(head.contains("WWW-Authenticate: Basic\r\n"), head);
      assertEquals("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", client.readRest());
    }
    AccessEntry line = gateway.log().get(0);
    assertEquals(List.of(401, 5L), List.of(line.given().status(), line.outcome().down().bytes()));
    assertTrue(line.outcome().duration().toNanos() > 0);
  }

  @Test
  void refusalThatDemandsAnUpgradeSaysToWhat() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      target.send(
          "HTTP/1.1 426 Upgrade Required\r\nConnection: upgrade\r\nUpgrade: chat/2\r\n"
              + "Content-Length: 0\r\n\r\n");

      String head = client.readAnswer().toLowerCase(Locale.ROOT);
      assertTrue(head.contains("upgrade: chat/2\r\n"), head);
      assertTrue(head.contains("connection: upgrade\r\n"), head);
      assertTrue(head.contains("connection: close\r\n"), head);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip, chunked", "chunked, gzip", "chunked\r\nTransfer-Encoding: chunked"})
  void refusalInACodingThatIsNotJustChunkedIsA502(String coding) {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      target.send("HTTP/1.1 400 x\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");

      String all = client.readRest();
      assertTrue(all.startsWith("HTTP/1.1 502 Bad Gateway\r\n"), all);
      assertTrue(all.endsWith("\r\n\r\nbad answer from the target\n"), all);
    }
    assertEquals(502, gateway.log().get(0).given().status());
  }

  @Test
  void refusalUntilTheEndOfTheConnectionPassesWhole() {
    client.sendRaw(request());
    RawWebSocketBackend.Peer target = backend.next();
    target.readHead();
    target.send("HTTP/1.0 503 Sorry\r\n\r\ncome back later");
    target.close();
    assertTrue(client.readAnswer().startsWith("HTTP/1.1 503 Sorry\r\n"));
    assertEquals("come back later", client.readRest());
  }

  @Test
  void refusalThatBreaksOffIsNotShownAsAWholeOne() {
    client.sendRaw(request());
    RawWebSocketBackend.Peer target = backend.next();
    target.readHead();
    target.send("HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nhalf");
    assertTrue(client.readAnswer().startsWith("HTTP/1.1 500 Oops\r\n"));
    target.close();
    assertTrue(client.endsWithReset());
  }

  @Test
  void largeRefusalWaitsForASlowClient() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      int length = 3 << 20;
      target.send("HTTP/1.1 413 Much\r\nContent-Length: " + length + "\r\n\r\n");
      target.send(new byte[length]);
      client.readAnswer();
      assertEquals(length, client.readRest().length());
    }
  }

  @Test
  void cookieOfStickinessIsSetOnTheAnswer() {
    gateway.stickiness =
        new Stickiness() {
          @Override
          public Future<Target> find(ProxyRequest request) {
            return Future.succeededFuture();
          }

          @Override
          public String cookie(ProxyRequest request, Target target) {
            return "carillon=" + target.name();
          }
        };
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.accept()) {
      String answer = client.readAnswer();
      assertTrue(answer.contains("Set-Cookie: carillon=at-" + backend.port() + "\r\n"), answer);
    }
  }

  @Test
  void clientThatGivesUpTakesItsTargetWithIt() {
    client.sendRaw(request());
    try (RawWebSocketBackend.Peer target = backend.next()) {
      target.readHead();
      client.close();
      assertEquals(0, target.awaitEnd());
    }
  }

  private static byte[] request(String... headers) {
    return RawWebSocket.request("/", headers).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
