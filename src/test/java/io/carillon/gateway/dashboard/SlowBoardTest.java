package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that do not read, sessions and links, and what a page can do about them. */
@SuppressWarnings("try") // clients that only have to be there
class SlowBoardTest {
  private static final String LARGE = "x".repeat(64 * 1024);

  /** Once so much waits for one of them, the sockets of both are full. */
  private static final long ENOUGH = 1024 * 1024;

  private static EchoServers servers;
  private static TestNode node;
  private static Board page;

  @BeforeAll
  static void start() {
    servers = new EchoServers();
    node =
        TestNode.start(
            "sessions.maxQueuedBytes=64MiB",
            "sessions.closeTimeout=200ms",
            "auth.tokens.hmacSecret=" + Tokens.SECRET,
            "routes=[{path: /subscribe, serve: subscribe},"
                + " {path: /ws/, proxy: p, token: true, channels: [flood]}]",
            "pools={p: {targets: [{name: echo, url: '" + servers.start("a") + "'}]}}");
    page = Board.open(node);
  }

  @AfterAll
  static void stop() {
    page.close();
    node.close();
    servers.close();
  }

  @Test
  void clientsThatDoNotReadAreShownWithWhatWaitsForThemAndCanBeSentAway() {
    try (RawWebSocket session =
            RawWebSocket.openSmall(node.port(), "/subscribe?channel=flood&channel=calm");
        RawWebSocket link = RawWebSocket.openSmall(node.port(), "/ws/?token=" + token("slowly"))) {
      node.awaitSubscribers("flood", 2);
      List<JsonObject> slow = floodUntilBothAreSlow();
      JsonObject ofSession = one(slow, "websocket");
      JsonObject ofLink = one(slow, "link");

      assertEquals(2, ofSession.getInteger("channels"));
      assertEquals("flood", ofSession.getString("channel"));
      assertEquals("p/echo", ofLink.getString("target"));
      assertEquals("slowly", ofLink.getString("user"));
      assertTrue(ofLink.getLong("queued") > 0 && ofLink.getLong("oldestMillis") > 0);
      assertTrue(slow.get(0).getLong("queued") >= slow.get(1).getLong("queued"));

      for (JsonObject client : slow) {
        page.ask(
            "disconnect",
            new JsonObject()
                .put("node", client.getString("node"))
                .put("client", client.getString("client")));
      }
      session.awaitEnd();
      link.awaitEnd();
      Await.until(() -> slow().isEmpty(), () -> slow().toString());
    }
  }

  @Test
  void linkIsFoundByItsIdAndByItsUser() {
    try (RawWebSocket link = RawWebSocket.open(node.port(), "/ws/?token=" + token("looked-for"))) {
      Await.until(() -> found("looked-f").size() == 1, () -> found("looked-f").encode());
      JsonObject byUser = found("looked-f").getJsonObject(0);
      String id = byUser.getString("client");

      assertEquals("link", byUser.getString("kind"));
      assertEquals("p/echo", byUser.getString("target"));
      assertEquals(id, found(id.substring(0, 6)).getJsonObject(0).getString("client"));
      page.ask(
          "disconnect", new JsonObject().put("node", byUser.getString("node")).put("client", id));
      assertEquals(3503, link.readClose().closeCode());
    }
  }

  private static String token(String user) {
    return Tokens.of("{\"sub\":\"" + user + "\"}");
  }

  private static List<JsonObject> floodUntilBothAreSlow() {
    Await.until(
        () -> {
          if (slow().stream().noneMatch(client -> client.getLong("queued") > ENOUGH)) {
            IntStream.range(0, 20).forEach(i -> node.publish("flood", LARGE));
          }
          return slow().size() == 2;
        },
        () -> slow().toString());
    return slow();
  }

  private static List<JsonObject> slow() {
    return page.ask("slow", new JsonObject()).getJsonArray("clients").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static JsonObject one(List<JsonObject> clients, String kind) {
    return clients.stream()
        .filter(client -> client.getString("kind").equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static JsonArray found(String search) {
    return page.ask("clients", new JsonObject().put("search", search)).getJsonArray("clients");
  }
}
