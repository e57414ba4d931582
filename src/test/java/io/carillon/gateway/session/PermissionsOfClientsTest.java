package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsOfClientsTest {
  private static final int DENIED = 103;

  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "namespaces={default: {},"
                + " closed: {subscribe: server, presence: true, history: {size: 9, ttl: 1m},"
                + " readHistory: nobody, readPresence: [server]},"
                + " open: {publish: anyone, presence: true, history: {size: 9, ttl: 1m},"
                + " readHistory: anyone, readPresence: anyone},"
                + " users: {subscribe: [authenticated, listed, 'users:{user}']},"
                + " some: {subscribe: 'some:public-*', publish: ['some:public-*']}}");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource({"closed:a", "users:a", "users:", "users:a#,", "some:private"})
  void clientIsRefusedWhatIsForOthersInEveryForm(String channel) {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      assertEquals(DENIED, client.refused("subscribe", asked(channel)));
    }
    String path = "/subscribe?channel=" + channel.replace("#", "%23");
    String upgrade = RawWebSocket.answerTo(node.port(), RawWebSocket.request(path));
    assertTrue(upgrade.startsWith("HTTP/1.1 403 "), upgrade);
    assertEquals(403, node.get(path).statusCode());
    assertEquals(403, node.get(path + "&channel=open:a").statusCode());
    assertEquals(0, node.subscribers(channel));
  }

  @Test
  void refusalIsTheSameWhetherThereIsAnythingOrNot() {
    node.publish("closed:full", "something");
    try (CentrifugeClient insider = CentrifugeClient.connect(node);
        CentrifugeClient client = CentrifugeClient.connect(node)) {
      node.api("subscribe", asked("closed:full").put("client", insider.id()));
      for (String channel : new String[] {"closed:full", "closed:void"}) {
        for (String method :
            new String[] {"subscribe", "publish", "history", "presence", "presence_stats"}) {
          assertEquals(DENIED, client.refused(method, asked(channel)), method + " " + channel);
        }
      }
      assertEquals(DENIED, insider.refused("history", asked("closed:full")));
      assertEquals(DENIED, insider.refused("presence", asked("closed:full")));
    }
  }

  @Test
  void serverSubscribesWhomItWants() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      node.api("subscribe", asked("closed:by-server").put("client", client.id()));
      node.publish("closed:by-server", 1);

      assertEquals(1, client.push("pub").getInteger("data"));
    }
  }

  @Test
  void whatIsForAnyoneNeedsNoSubscription() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.ask("publish", asked("open:a").put("data", 1));
      node.publish("open:a", 2);

      assertEquals(
          2,
          client
              .ask("history", asked("open:a").put("limit", 9))
              .getJsonArray("publications")
              .size());
      assertEquals(0, client.ask("presence_stats", asked("open:a")).getInteger("num_clients", 0));
    }
  }

  @Test
  void patternSaysWhichChannels() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("some:public-1");
      client.ask("publish", asked("some:public-2").put("data", 1));

      assertEquals(DENIED, client.refused("publish", asked("some:private").put("data", 1)));
    }
  }

  private static JsonObject asked(String channel) {
    return new JsonObject().put("channel", channel);
  }
}
