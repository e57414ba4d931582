package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link whose target has accepted, and whose client is told when it hears its channels. */
class HearingTest {
  private final Promise<Void> heard = Promise.promise();
  private RawWebSocketBackend backend;
  private LinkServer gateway;
  private Socket socket;
  private RawWebSocket client;
  private RawWebSocketBackend.Peer target;

  @BeforeEach
  void start() throws Exception {
    backend = new RawWebSocketBackend();
    gateway = LinkServer.to(backend.port());
    gateway.heard = heard.future();
    socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    client = RawWebSocket.over(socket);
    client.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
    target = backend.accept();
    gateway.awaitHearing("begun");
  }

  @AfterEach
  void stop() {
    target.close();
    client.close();
    gateway.awaitNothing();
    gateway.close();
    backend.close();
  }

  @Test
  void clientIsToldWhenItsChannelsAreHeard() throws Exception {
    target.sendText("early");
    assertEquals(0, socket.getInputStream().available());

    heard.complete();

    assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
    assertEquals("early", client.readText());
    target.sendText("later");
    assertEquals("later", client.readText());
    gateway.awaitHearing("opened");
  }

  @Test
  void whatBothSaySinceIsKeptInOrder() {
    byte[] large = new byte[8 << 20];
    CompletableFuture<Void> said =
        CompletableFuture.runAsync(
            () -> {
              target.sendText("first");
              target.send(RawWebSocketBackend.frame(0x82, large));
            });
    client.sendText("mine");

    heard.complete();

    client.readAnswer();
    assertEquals("first", client.readText());
    assertEquals(large.length, client.read().payload().length);
    byte[] mine = RawWebSocket.frame(0x81, "mine".getBytes(StandardCharsets.US_ASCII));
    assertEquals(mine.length, target.read(mine.length).length);
    said.join();
  }

  @Test
  void clientThatGivesUpLeavesNothing() {
    client.close();

    gateway.awaitHearing("abandoned");
    assertEquals(0, target.awaitEnd());
    assertEquals(
        List.of("request 499"),
        gateway.log().stream().map(line -> line.event() + " " + line.given().status()).toList());
    heard.complete();
    gateway.awaitNothing();
  }

  @Test
  void targetThatEndsIsHeardToItsEnd() {
    target.sendText("bye");
    target.send(RawWebSocketBackend.frame(0x88, new byte[] {3, (byte) 0xE8}));
    target.close();

    assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
    assertEquals("bye", client.readText());
    assertEquals("close 1000 ", client.read().toString());
  }

  @Test
  void targetThatIsLostIsLostToItsClientAsWell() {
    target.reset();

    assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
    assertEquals("close 1012 backend lost", client.read().toString());
  }
}
