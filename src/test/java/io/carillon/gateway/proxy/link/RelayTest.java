package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What passes between a client and a server of somebody else's make: everything, as it came. */
@SuppressWarnings("try") // clients that only have to be there
class RelayTest {
  private static EchoBackend backend;

  private LinkServer gateway;

  @BeforeAll
  static void startBackend() {
    backend = new EchoBackend();
  }

  @AfterAll
  static void stopBackend() {
    backend.close();
  }

  @BeforeEach
  void start() {
    gateway = LinkServer.to(backend.port());
  }

  @AfterEach
  void stop() {
    gateway.awaitNothing();
    gateway.close();
  }

  @Test
  void textBinaryAndPingsPassBothWays() {
    try (RawWebSocket client = RawWebSocket.open(gateway.port(), "/")) {
      client.sendText("hello");
      assertEquals("hello", client.readText());
      byte[] bytes = random(70_000);
      client.sendBinary(bytes);
      assertArrayEquals(bytes, client.read().payload());
      client.send(0x80 | Frame.PING, bytes("are you there"));
      assertEquals(new Frame(Frame.PONG, bytes("are you there")), client.read());
    }
  }

  @Test
  void aMegabytePasses() {
    try (RawWebSocket client = RawWebSocket.open(gateway.port(), "/")) {
      byte[] bytes = random(1 << 20);
      client.sendBinary(bytes);
      assertArrayEquals(bytes, client.read().payload());
    }
  }

  @Test
  void closeOfTheTargetPassesWithItsReason() {
    try (RawWebSocket client = RawWebSocket.open(gateway.port(), "/")) {
      client.sendText("close 4242");
      assertEquals("close 4242 as you wish", client.readClose().toString());
      client.send(0x80 | Frame.CLOSE, new byte[] {0x10, (byte) 0x92});
      client.awaitEnd();
    }
    AccessEntry ended = gateway.ended();
    assertEquals("target", ended.outcome().closing().by());
    assertEquals(4242, ended.outcome().closing().code());
    assertEquals(1, ended.outcome().up().messages());
    assertEquals(1, ended.outcome().down().messages());
    assertTrue(
        ended.outcome().up().bytes() > 0 && ended.outcome().down().bytes() > 0, ended.toString());
  }

  @Test
  void closeOfTheClientPassesAndIsAnswered() {
    try (RawWebSocket client = RawWebSocket.open(gateway.port(), "/")) {
      client.send(0x80 | Frame.CLOSE, new byte[] {0x0F, (byte) 0xA1, 'b', 'y', 'e'});
      assertEquals("close 4001 bye", client.readClose().toString());
      client.awaitEnd();
    }
    AccessEntry ended = gateway.ended();
    assertEquals("client", ended.outcome().closing().by());
    assertEquals(4001, ended.outcome().closing().code());
  }

  @Test
  void closeWithoutACodePassesAsThat() {
    try (RawWebSocket client = RawWebSocket.open(gateway.port(), "/")) {
      client.send(0x80 | Frame.CLOSE, new byte[0]);
      client.readClose(); // this server answers with 1000
      client.awaitEnd();
    }
    assertEquals(1005, gateway.ended().outcome().closing().code());
  }

  @Test
  void clientThatVanishesIsToldOfAs1006() {
    RawWebSocket.open(gateway.port(), "/").close();

    AccessEntry ended = gateway.ended();
    assertEquals("client", ended.outcome().closing().by());
    assertEquals(1006, ended.outcome().closing().code());
  }

  @Test
  void subprotocolIsAgreedEndToEnd() {
    try (RawWebSocket client =
        RawWebSocket.open(gateway.port(), "/", "Sec-WebSocket-Protocol: other, chat")) {
      assertTrue(
          client.head().toLowerCase(java.util.Locale.ROOT).contains("sec-websocket-protocol: chat"),
          client.head());
    }
  }

  @Test
  void compressionIsAgreedEndToEndAndFragmentsPass() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      WebSocketClient client =
          vertx.createWebSocketClient(
              new WebSocketClientOptions().setTryUsePerMessageCompression(true));
      Promise<String> heard = Promise.promise();
      String text = "the same again ".repeat(1_000);
      Future<WebSocket> socket =
          client.connect(
              new WebSocketConnectOptions().setHost("127.0.0.1").setPort(gateway.port()));
      socket.onSuccess(
          open -> {
            assertTrue(
                open.headers().get("Sec-WebSocket-Extensions").startsWith("permessage-deflate"));
            open.textMessageHandler(heard::tryComplete);
            open.writeTextMessage(text);
          });
      socket.onFailure(heard::tryFail);
      assertEquals(text, heard.future().await(50, TimeUnit.SECONDS));
      socket.result().close().await(50, TimeUnit.SECONDS);
      AccessEntry ended = gateway.ended();
      assertTrue(ended.outcome().up().bytes() < text.length() / 10, ended.toString());
    } finally {
      vertx.close().await(50, TimeUnit.SECONDS);
    }
  }

  @Test
  void aLineIsWrittenWhenALinkBegins() {
    try (RawWebSocket client = RawWebSocket.open(gateway.port(), "/some?where=here")) {
      ProxyLink link = gateway.nextLink();
      AccessEntry opened = gateway.log().get(0);
      assertEquals("open", opened.event());
      assertEquals(link.id(), opened.id());
      assertEquals("/some?where=here", opened.asked().uri());
      assertEquals("test/at-" + backend.port(), opened.given().target());
      assertEquals(101, opened.given().status());
      assertEquals(7, link.generation());
      assertEquals(
          List.of(new LinkTable.Group("test", "at-" + backend.port(), 7)),
          List.copyOf(gateway.onLoop(() -> gateway.table().counts()).keySet()));
    }
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
