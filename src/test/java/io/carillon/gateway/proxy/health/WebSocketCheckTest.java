package io.carillon.gateway.proxy.health;

import static io.carillon.gateway.proxy.health.CheckRig.brief;
import static io.carillon.gateway.proxy.health.CheckRig.failing;
import static io.carillon.gateway.proxy.health.CheckRig.once;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.proxy.pool.Health;
import io.carillon.gateway.testkit.WireServer;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.WebSocketConnection;
import io.carillon.gateway.wire.WebSocketLimits;
import io.carillon.gateway.wire.WebSocketListener;
import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that open a WebSocket, and servers that fail them in each way. */
class WebSocketCheckTest {
  private static final WebSocketLimits LIMITS =
      new WebSocketLimits(1 << 16, 1 << 16, Duration.ofSeconds(5));

  private final CheckRig rig = new CheckRig();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aServerThatSpeaksWebSocketPasses() throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    try (WireServer server = WireServer.start(LIMITS, socket -> new Owner(socket, closed))) {
      rig.expect(once(HealthConfig.Type.WEBSOCKET, ""), server.port(), Health.UP, "check passed");

      closed.get(50, TimeUnit.SECONDS);
    }
  }

  @Test
  void aPingIsSentAndThenAClose() throws Exception {
    try (CheckedBackend backend =
        CheckedBackend.of(
            (socket, in) -> {
              upgrade(socket, in);
              send(socket, 0x81, "a greeting");
              byte[] ping = readFrame(in, 0x89);
              send(socket, 0x8A, new String(ping, StandardCharsets.US_ASCII));
              byte[] close = readFrame(in, 0x88);
              closeCode.complete((close[0] & 0xFF) << 8 | (close[1] & 0xFF));
            })) {
      rig.expect(once(HealthConfig.Type.WEBSOCKET, ""), backend.port(), Health.UP, "check passed");

      assertEquals(1000, closeCode.get(50, TimeUnit.SECONDS));
    }
  }

  @Test
  void theUpgradeIsAProperOne() throws Exception {
    try (CheckedBackend backend = CheckedBackend.answering("HTTP/1.1 404 Not Found\r\n\r\n")) {
      rig.expect(
          once(HealthConfig.Type.WEBSOCKET, ""),
          backend.port(),
          Health.DOWN,
          "check failed: status 404 instead of an upgrade");

      String head = backend.next();
      assertTrue(head.startsWith("GET /health?x=1 HTTP/1.1\r\n"), head);
      assertTrue(head.contains("\r\nhost: 127.0.0.1:" + backend.port() + "\r\n"), head);
      assertTrue(head.contains("\r\nsec-websocket-version: 13\r\n"), head);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "HTTP/1.1 200 OK|Content-Length: 2||ok, status 200 instead of an upgrade",
    "HTTP/1.1 101 Yes|Upgrade: websocket|Connection: Upgrade||, upgraded wrongly",
    "HTTP/1.1 101 Yes|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: x||,"
        + " upgraded wrongly",
    "HTTP/1.1 101 Yes||, upgraded wrongly",
    "nonsense||, answered no HTTP",
    "HTTP/1.1 101 Switching Proto, no answer in 400 ms",
  })
  void theseAnswersFail(String answer, String reason) {
    try (CheckedBackend backend = CheckedBackend.answering(answer.replace("|", "\r\n"))) {
      rig.expect(
          failing(HealthConfig.Type.WEBSOCKET, "", reason),
          backend.port(),
          Health.DOWN,
          "check failed: " + reason);
    }
  }

  @Test
  void aPathNeedNotBeAUri() throws Exception {
    HealthConfig usual = once(HealthConfig.Type.WEBSOCKET, "");
    try (CheckedBackend backend = CheckedBackend.answering("HTTP/1.1 404 Not Found\r\n\r\n")) {
      rig.expect(
          new HealthConfig(
              HealthConfig.Type.WEBSOCKET,
              "//{a}|%zz",
              "",
              200,
              399,
              "",
              usual.interval(),
              usual.timeout(),
              2,
              3),
          backend.port(),
          Health.DOWN,
          "check failed: status 404 instead of an upgrade");

      assertTrue(backend.next().startsWith("GET //{a}|%zz HTTP/1.1\r\n"));
    }
  }

  @Test
  void whatComesRightBehindTheAnswerIsRead() {
    try (CheckedBackend backend =
        CheckedBackend.of(
            (socket, in) -> {
              byte[] close = {(byte) 0x88, 2, 3, (byte) 0xF1};
              byte[] head =
                  accepting(CheckedBackend.readHead(in)).getBytes(StandardCharsets.US_ASCII);
              byte[] both = Arrays.copyOf(head, head.length + close.length);
              System.arraycopy(close, 0, both, head.length, close.length);
              socket.getOutputStream().write(both);
            })) {
      rig.expect(
          once(HealthConfig.Type.WEBSOCKET, ""),
          backend.port(),
          Health.DOWN,
          "check failed: closed with 1009 before its pong");
    }
  }

  @Test
  void aServerWithoutPongFails() {
    failsAfterUpgrade((socket, in) -> {}, "no answer in 400 ms");
  }

  @Test
  void anotherPongIsNone() {
    failsAfterUpgrade((socket, in) -> send(socket, 0x8A, "other"), "no answer in 400 ms");
  }

  @Test
  void aServerThatClosesInsteadFails() {
    failsAfterUpgrade(
        (socket, in) -> send(socket, 0x88, "\u0003\u00f0"), "closed with 1008 before its pong");
  }

  @Test
  void aServerThatHangsUpAfterTheUpgradeFails() {
    failsAfterUpgrade((socket, in) -> socket.close(), "closed before it answered");
  }

  @Test
  void framesThatAreNoneFail() {
    failsAfterUpgrade(
        (socket, in) -> send(socket, 0xFF, ""), "RSV != 0 and no extension negotiated, RSV:7");
  }

  @Test
  void aServerThatSaysNothingFails() {
    try (CheckedBackend backend = CheckedBackend.silent()) {
      rig.expect(
          brief(HealthConfig.Type.WEBSOCKET, ""),
          backend.port(),
          Health.DOWN,
          "check failed: no answer in 400 ms");
    }
  }

  private void failsAfterUpgrade(CheckedBackend.Manner then, String reason) {
    try (CheckedBackend backend =
        CheckedBackend.of(
            (socket, in) -> {
              upgrade(socket, in);
              readFrame(in, 0x89);
              then.serve(socket, in);
            })) {
      rig.expect(
          failing(HealthConfig.Type.WEBSOCKET, "", reason),
          backend.port(),
          Health.DOWN,
          "check failed: " + reason);
    }
  }

  private static void upgrade(Socket socket, DataInputStream in) throws IOException {
    String answer = accepting(CheckedBackend.readHead(in));
    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  private static String accepting(String head) {
    int at = head.indexOf("sec-websocket-key: ") + "sec-websocket-key: ".length();
    String key = head.substring(at, head.indexOf("\r\n", at));
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + Handshake.accept(key)
        + "\r\n\r\n";
  }

  private static void send(Socket socket, int first, String payload) throws IOException {
    byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
    byte[] frame = new byte[2 + bytes.length];
    frame[0] = (byte) first;
    frame[1] = (byte) bytes.length;
    System.arraycopy(bytes, 0, frame, 2, bytes.length);
    socket.getOutputStream().write(frame);
  }

  // Short and masked, as those of checks are.
  private static byte[] readFrame(DataInputStream in, int first) throws IOException {
    assertEquals(first, in.readUnsignedByte());
    byte[] payload = new byte[in.readUnsignedByte() & 0x7F];
    byte[] mask = in.readNBytes(4);
    in.readFully(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  private record Owner(WebSocketConnection socket, CompletableFuture<Void> closed)
      implements WebSocketListener {
    @Override
    public void onText(ByteBuf message) {}

    @Override
    public void onBinary(ByteBuf message) {}

    @Override
    public void onPong() {}

    @Override
    public void onClosed() {
      closed.complete(null);
    }
  }
}
