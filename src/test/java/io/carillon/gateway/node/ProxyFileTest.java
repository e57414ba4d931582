package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node with {@code conf/proxy.yaml} as it is, but for the places of its targets. */
class ProxyFileTest {
  private static EchoServers servers;
  private static TestNode node;

  @BeforeAll
  static void start() {
    servers = new EchoServers();
    node =
        TestNode.start(
            Path.of("conf/proxy.yaml"),
            // Who looks at them is not what counts here, and may be slow.
            "pools.chat.health={type: none}",
            "pools.rooms.health={type: none}",
            "pools.chat.targets=[{name: chat-1, url: '" + servers.start("chat") + "'}]",
            "pools.rooms.targets=[{name: rooms-1, url: '" + servers.start("rooms") + "'}]");
  }

  @AfterAll
  static void stop() {
    node.close();
    servers.close();
  }

  @Test
  void requestsFindTheirServers() {
    assertEquals(
        "chat /socket.io/?EIO=4&transport=polling", get("/socket.io/?EIO=4&transport=polling"));
    assertEquals("rooms /rooms/7/ws", get("/rooms/7/ws"));
    assertEquals("rooms /anything?else", get("/anything?else"));
  }

  @Test
  void clientsOfARoomHearWhatIsPublishedToItAndToAll() {
    try (RawWebSocket client = RawWebSocket.open(node.port(), "/rooms/7/ws")) {
      client.sendText("hello");
      assertEquals("rooms hello", client.readText());

      node.publish("room-7", "seven");
      assertEquals("\"seven\"", client.readText());
      node.publish("broadcast", "all");
      assertEquals("\"all\"", client.readText());
    }
  }

  @Test
  void clientsOfEverythingElseHearWhatIsPublishedToAll() {
    try (RawWebSocket client = RawWebSocket.open(node.port(), "/else")) {
      client.sendText("hello");
      assertEquals("rooms hello", client.readText());
      node.publish("broadcast", "all");
      assertEquals("\"all\"", client.readText());
    }
  }

  @Test
  void upgradeOfSocketIoReachesItsServer() {
    try (RawWebSocket client =
        RawWebSocket.open(node.port(), "/socket.io/?EIO=4&transport=websocket")) {
      client.sendText("2probe");
      assertEquals("chat 2probe", client.readText());
    }
  }

  private static String get(String path) {
    String body = node.get(path).body();
    assertTrue(node.get(path).statusCode() == 200, body);
    return body;
  }
}
