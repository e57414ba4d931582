package io.carillon.gateway.proxy.inject;

import static io.carillon.gateway.testkit.Await.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.InjectConfig.Form;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events among the packets of a Socket.IO server, written by hand. */
class SocketIoTest {
  private static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";
  private static final byte[] BYTES = {1, 2, (byte) 0xFF};

  private WebSocketBackend backend;
  private InjectionServer server;

  @BeforeEach
  void start() {
    backend = new WebSocketBackend(false);
  }

  @AfterEach
  void stop() {
    server.awaitNothing();
    server.close();
    backend.close();
  }

  @Test
  void aWebSocketClientHearsOnceItsServerHasConnectedIt() {
    inject("news", "/");
    try (RawWebSocket client = open(WEBSOCKET)) {
      ServerWebSocket socket = backend.next();
      server.awaitHeard(Map.of("plain", 1, "kept:a", 1));
      server.publish("plain", "\"dropped\"");
      server.publish("kept:a", "{\"n\":1}");
      say(socket, "0{\"sid\":\"x\"}");
      server.publish("kept:a", "{\"n\":2}");
      say(socket, "40{\"sid\":\"y\"}");

      assertEquals("0{\"sid\":\"x\"}", client.readText());
      assertEquals("40{\"sid\":\"y\"}", client.readText());
      assertEquals("42[\"news\",{\"n\":1}]", client.readText());
      assertEquals("42[\"news\",{\"n\":2}]", client.readText());
      server.publish("plain", "3");
      assertEquals("42[\"news\",3]", client.readText());
    }
  }

  @Test
  void aClientHearsTheNamespaceOfTheRouteOnly() {
    inject("say \"hi\"", "/admin");
    try (RawWebSocket client = open(WEBSOCKET)) {
      ServerWebSocket socket = backend.next();
      server.awaitHeard(Map.of("plain", 1, "kept:a", 1));
      say(socket, "40{\"sid\":\"x\"}");
      say(socket, "40/adm,{\"sid\":\"x\"}");
      client.readText();
      client.readText();
      server.publish("plain", "1");
      say(socket, "40/admin,{\"sid\":\"x\"}");
      assertEquals("40/admin,{\"sid\":\"x\"}", client.readText());
      join(client, socket);
      server.publish("plain", new Payload(Payload.Kind.TEXT, "\"ä\"\n".getBytes(UTF_8)));

      assertEquals("42/admin,[\"say \\\"hi\\\"\",\"\\\"ä\\\"\\n\"]", client.readText());
    }
  }

  @Test
  void aNamespaceThatIsJoinedLateIsHeardFromThereOnWhenTheHistoryDoesNotReachBack() {
    inject("news", "/admin");
    try (RawWebSocket client = open(WEBSOCKET)) {
      ServerWebSocket socket = backend.next();
      server.awaitHeard(Map.of("plain", 1, "kept:a", 1));
      say(socket, "40{\"sid\":\"x\"}");
      client.readText();
      for (int i = 0; i < 12; i++) {
        server.publish("kept:a", Integer.toString(i));
      }

      say(socket, "40/admin,{\"sid\":\"y\"}");
      assertEquals("40/admin,{\"sid\":\"y\"}", client.readText());
      join(client, socket);
      server.publish("kept:a", "12");

      assertEquals("42/admin,[\"news\",12]", client.readText());
      server.deaf = true;
      for (int i = 0; i < 12; i++) {
        server.publish("kept:a", Integer.toString(i));
      }
      server.deaf = false;
      server.publish("kept:a", "13");
      assertEquals("close 1012 service restart", client.read().toString(), "it was ready");
    }
  }

  @Test
  void bytesFollowTheirEventAsAnAttachment() {
    inject("b", "/");
    try (RawWebSocket client = connected(WEBSOCKET);
        RawWebSocket old = connected(WEBSOCKET.replace('4', '3'))) {
      server.publish("plain", new Payload(Payload.Kind.BINARY, BYTES));

      assertEquals("451-[\"b\",{\"_placeholder\":true,\"num\":0}]", client.read().text());
      assertEquals(new Frame(Frame.BINARY, BYTES), client.read());
      assertEquals("451-[\"b\",{\"_placeholder\":true,\"num\":0}]", old.read().text());
      assertEquals(new Frame(Frame.BINARY, new byte[] {4, 1, 2, (byte) 0xFF}), old.read());
    }
  }

  @Test
  void nothingComesBetweenAnEventOfTheServerAndItsAttachments() {
    inject("news", "/");
    try (RawWebSocket client = open(WEBSOCKET)) {
      ServerWebSocket socket = backend.next();
      say(socket, "40");
      client.readText();
      join(client, socket);
      say(socket, "452-[\"two\"]");
      assertEquals("452-[\"two\"]", client.readText());
      server.publish("plain", "1");
      await(socket.writeBinaryMessage(Buffer.buffer(BYTES)));
      assertEquals(new Frame(Frame.BINARY, BYTES), client.read());
      server.publish("plain", "2");
      await(socket.writeBinaryMessage(Buffer.buffer(BYTES)));
      say(socket, "42[\"after\"]");

      assertEquals(new Frame(Frame.BINARY, BYTES), client.read());
      assertEquals("42[\"news\",1]", client.readText());
      assertEquals("42[\"news\",2]", client.readText());
      assertEquals("42[\"after\"]", client.readText());
    }
  }

  @Test
  void packetsAreNotCompressedSinceTheyHaveToBeRead() {
    inject("news", "/");
    try (FrameClient client = new FrameClient(server.port(), WEBSOCKET)) {
      assertNull(client.extensions());
      say(backend.next(), "40" + " ".repeat(3_000));
      client.next();
      server.publish("kept:a", "1");

      assertEquals("42[\"news\",1]", client.next());
    }
  }

  @Test
  void aClientThatLeavesItsNamespaceHearsNothingAndBeginsAnewWhenItComesBack() {
    inject("news", "/");
    try (RawWebSocket client = open(WEBSOCKET)) {
      ServerWebSocket socket = backend.next();
      say(socket, "40{}");
      client.readText();
      join(client, socket);
      client.sendText("41");
      server.awaitHeard(Map.of());
      server.publish("kept:a", "1");
      say(socket, "40{}");
      assertEquals("40{}", client.readText());
      server.awaitHeard(Map.of("plain", 1, "kept:a", 1));
      server.publish("kept:a", "2");

      assertEquals("42[\"news\",2]", client.readText());
    }
  }

  private void inject(String event, String namespace) {
    server =
        new InjectionServer(
            new InjectConfig(Form.SOCKET_IO, event, namespace),
            "/socket.io/",
            backend.port(),
            "plain",
            "kept:a");
  }

  private RawWebSocket open(String uri) {
    return RawWebSocket.open(server.port(), uri);
  }

  private RawWebSocket connected(String uri) {
    RawWebSocket client = open(uri);
    ServerWebSocket socket = backend.next();
    say(socket, "40");
    client.readText();
    join(client, socket);
    return client;
  }

  // A round trip later the link has joined.
  private static void join(RawWebSocket client, ServerWebSocket socket) {
    say(socket, "2");
    assertEquals("2", client.readText());
  }

  private static void say(ServerWebSocket socket, String text) {
    await(socket.writeTextMessage(text));
  }
}
