package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.FossilReader;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How publications reach those who asked for deltas, for some of them, or for the latest. */
class DeliveryTest {
  private static final String TEXT = "a text that stays as it is, é to \uD83D\uDE00, and then ";
  private static final String[] SETTINGS = {
    "namespaces.prices.history.size=100",
    "namespaces.prices.history.ttl=1m",
    "namespaces.prices.delta=true",
    "namespaces.prices.tagFilters=true",
    "namespaces.quick.delta=true",
    "namespaces.last.history.size=10",
    "namespaces.last.history.ttl=1m",
    "namespaces.last.recovery=latest",
    "namespaces.last.tagFilters=true",
    "namespaces.plain.history.size=100",
    "namespaces.plain.history.ttl=1m"
  };

  private static TestNode single;
  private static TestNodes pair;

  /** Where it is published, and where clients are. */
  enum On {
    ONE_NODE,
    REDIS;

    TestNode backend() {
      return this == ONE_NODE ? single : pair.node(0);
    }

    TestNode node() {
      return this == ONE_NODE ? single : pair.node(1);
    }
  }

  @BeforeAll
  static void start() {
    single = TestNode.start(SETTINGS);
    pair = TestNodes.start(TestNodes.Joined.BY_REDIS, 2, SETTINGS);
  }

  @AfterAll
  static void stop() {
    single.close();
    pair.close();
  }

  @ParameterizedTest
  @EnumSource
  void whoAsksHearsTheFirstWholeAndThenWhatChanged(On on) {
    for (String channel : List.of(in("prices"), in("quick"))) {
      try (CentrifugeClient client = CentrifugeClient.connect(on.node());
          CentrifugeClient other = CentrifugeClient.connect(on.node())) {
        assertTrue(subscribe(client, channel, "fossil").getBoolean("delta"));
        other.subscribe(channel);
        Reader reader = new Reader();
        for (int i = 0; i < 100; i++) {
          on.backend().publish(channel, TEXT + i);
        }

        for (int i = 0; i < 100; i++) {
          assertEquals(TEXT + i, reader.take(client.push("pub")));
          assertEquals(TEXT + i, other.push("pub").getString("data"));
        }
        assertEquals(99, reader.deltas);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoComesLaterGetsItsFirstWholeAndThenSharesWithTheOthers(On on) {
    String channel = in("prices");
    try (CentrifugeClient first = CentrifugeClient.connect(on.node());
        CentrifugeClient second = CentrifugeClient.connect(on.node())) {
      Reader firstReader = new Reader();
      Reader secondReader = new Reader();
      subscribe(first, channel, "fossil");
      on.backend().publish(channel, TEXT + 1);
      firstReader.take(first.push("pub"));
      subscribe(second, channel, "fossil");
      on.backend().publish(channel, TEXT + 2);
      on.backend().publish(channel, TEXT + 3);

      for (int i = 2; i <= 3; i++) {
        assertEquals(TEXT + i, firstReader.take(first.push("pub")));
        assertEquals(TEXT + i, secondReader.take(second.push("pub")));
      }
      assertEquals(2, firstReader.deltas);
      assertEquals(1, secondReader.deltas);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasMissedIsAChainOfDeltasThatGoesOn(On on) {
    String channel = in("prices");
    try (CentrifugeClient client = CentrifugeClient.connect(on.node())) {
      String epoch = client.subscribe(channel).getString("epoch");
      client.ask("unsubscribe", new JsonObject().put("channel", channel));
      for (int i = 1; i <= 4; i++) {
        on.backend().publish(channel, TEXT + i);
      }
      JsonObject result =
          client.ask(
              "subscribe",
              request(channel)
                  .put("delta", "fossil")
                  .put("recover", true)
                  .put("epoch", epoch)
                  .put("offset", 1));
      Reader reader = new Reader();

      assertTrue(result.getBoolean("recovered"));
      assertEquals(List.of(TEXT + 2, TEXT + 3, TEXT + 4), reader.takeAll(result));
      assertEquals(2, reader.deltas);
      on.backend().publish(channel, TEXT + 5);
      on.backend().publish(channel, TEXT + 6);
      assertEquals(TEXT + 5, reader.take(client.push("pub")));
      assertEquals(TEXT + 6, reader.take(client.push("pub")));
      assertTrue(reader.deltas >= 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingMissedMeansThatTheNextIsWhole(On on) {
    String channel = in("prices");
    on.backend().publish(channel, TEXT + 1);
    try (CentrifugeClient keeper = CentrifugeClient.connect(on.node());
        CentrifugeClient client = CentrifugeClient.connect(on.node())) {
      String epoch = subscribe(keeper, channel, "fossil").getString("epoch");
      on.backend().publish(channel, TEXT + 2);
      keeper.push("pub");
      JsonObject result =
          client.ask(
              "subscribe",
              request(channel)
                  .put("delta", "fossil")
                  .put("recover", true)
                  .put("epoch", epoch)
                  .put("offset", 2));

      on.backend().publish(channel, TEXT + 3);

      assertTrue(result.getBoolean("recovered"));
      assertFalse(client.push("pub").containsKey("delta"));
      assertTrue(keeper.push("pub").getBoolean("delta"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotKeptAndWhatIsNoJsonFitsIntoTheChain(On on) {
    String channel = in("prices");
    try (CentrifugeClient client = CentrifugeClient.connect(on.node())) {
      subscribe(client, channel, "fossil");
      Reader reader = new Reader();
      on.backend().publish(channel, TEXT + 1);
      on.backend().api("publish", request(channel).put("data", TEXT + 2).put("skip_history", true));
      on.backend().publish(channel, TEXT + 3);
      on.backend().api("publish", request(channel).put("b64data", "AAECAwQFBgcICQoLDA0ODxAREhMU"));
      on.backend().api("publish", request(channel).put("b64data", "AAECAwQFBgcICQoLDA0ODxAREhMV"));
      on.backend().publish(channel, TEXT + 4);

      assertEquals(TEXT + 1, reader.take(client.push("pub")));
      assertEquals(TEXT + 2, reader.take(client.push("pub")));
      assertEquals(TEXT + 3, reader.take(client.push("pub")));
      assertEquals("AAECAwQFBgcICQoLDA0ODxAREhMU", reader.take(client.push("pub")));
      assertEquals("AAECAwQFBgcICQoLDA0ODxAREhMV", reader.take(client.push("pub")));
      assertEquals(TEXT + 4, reader.take(client.push("pub")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereDeltasAreNotAllowedEverythingIsWhole(On on) {
    String channel = in("plain");
    try (CentrifugeClient client = CentrifugeClient.connect(on.node())) {
      assertFalse(subscribe(client, channel, "fossil").containsKey("delta"));
      for (int i = 1; i <= 2; i++) {
        on.backend().api("publish", request(channel).put("data", TEXT).put("delta", true));
        assertEquals(TEXT, client.push("pub").getString("data"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeltaThatNobodyKnowsIsNotTheProtocol(On on) {
    try (CentrifugeClient client = CentrifugeClient.connect(on.node())) {
      client
          .socket()
          .sendText("{\"id\":9,\"subscribe\":{\"channel\":\"prices:x\",\"delta\":\"xdelta\"}}");

      assertEquals(3501, client.socket().readClose().closeCode());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFilterLetsPassWhatIsAskedForAndNothingSeemsMissing(On on) {
    String channel = in("prices");
    try (CentrifugeClient client = CentrifugeClient.connect(on.node());
        CentrifugeClient other = CentrifugeClient.connect(on.node())) {
      String epoch = client.ask("subscribe", filtered(channel, "eq", "b")).getString("epoch");
      other.subscribe(channel);
      publish(on, channel, "a", "b", "c", "b", "a", "b");

      for (int offset : List.of(2, 4, 6)) {
        JsonObject publication = client.push("pub");
        assertEquals(offset, publication.getInteger("offset"));
        assertEquals("b", publication.getJsonObject("tags").getString("k"));
      }
      for (int offset = 1; offset <= 6; offset++) {
        assertEquals(offset, other.push("pub").getInteger("offset"));
      }
      client.ask("unsubscribe", request(channel));
      publish(on, channel, "a", "b", "a");
      JsonObject result =
          client.ask(
              "subscribe",
              filtered(channel, "eq", "b")
                  .put("recover", true)
                  .put("epoch", epoch)
                  .put("offset", 6));

      assertTrue(result.getBoolean("recovered"));
      assertEquals(9, result.getInteger("offset"));
      assertEquals(1, result.getJsonArray("publications").size());
      assertEquals(8, result.getJsonArray("publications").getJsonObject(0).getInteger("offset"));
      publish(on, channel, "a", "b");
      assertEquals(11, client.push("pub").getInteger("offset"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFilterThatIsNoneOrNotAllowedIsABadRequestAndNoMore(On on) {
    String channel = in("prices");
    String deep = "{\"op\":\"not\",\"nodes\":[".repeat(999) + "{}" + "]}".repeat(999);
    try (CentrifugeClient client = CentrifugeClient.connect(on.node())) {
      client
          .socket()
          .sendText("{\"id\":99,\"subscribe\":{\"channel\":\"prices:x\",\"tf\":" + deep + "}}");
      assertEquals(
          107,
          new JsonObject(client.socket().readText()).getJsonObject("error").getInteger("code"));
      assertEquals(107, client.refused("subscribe", request(channel).put("tf", new JsonObject())));
      assertEquals(107, client.refused("subscribe", filtered(channel, "like", "b")));
      assertEquals(
          107, client.refused("subscribe", filtered(channel, "eq", "b").put("delta", "fossil")));
      assertEquals(107, client.refused("subscribe", filtered(in("plain"), "eq", "b")));

      client.ask("subscribe", filtered(channel, "eq", "b"));
      publish(on, channel, "b");
      assertEquals(1, client.push("pub").getInteger("offset"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereOnlyTheLatestCountsEverybodyIsBroughtItOnce(On on) {
    String channel = in("last");
    try (CentrifugeClient client = CentrifugeClient.connect(on.node())) {
      JsonObject empty = client.subscribe(channel);
      assertFalse(empty.containsKey("publications"));
      assertFalse(empty.containsKey("was_recovering"));
      client.ask("unsubscribe", request(channel));
      publish(on, channel, "a", "b", "c");

      JsonObject anew = client.subscribe(channel);
      assertEquals(List.of(3), offsets(anew));
      assertTrue(anew.getBoolean("recovered"));
      client.ask("unsubscribe", request(channel));

      String epoch = anew.getString("epoch");
      assertEquals(List.of(3), offsets(client.recover(channel, "", 0)));
      client.ask("unsubscribe", request(channel));
      assertEquals(List.of(3), offsets(client.recover(channel, epoch, 1)));
      client.ask("unsubscribe", request(channel));
      JsonObject same = client.recover(channel, epoch, 3);
      assertTrue(same.getBoolean("recovered"));
      assertFalse(same.containsKey("publications"));
      publish(on, channel, "d");
      assertEquals(4, client.push("pub").getInteger("offset"));
      client.ask("unsubscribe", request(channel));

      JsonObject filtered = client.ask("subscribe", filtered(channel, "eq", "b"));
      assertEquals(List.of(2), offsets(filtered));
      assertEquals(4, filtered.getInteger("offset"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLatestThatIsNotKeptAnyMoreIsToldAsMissing(On on) {
    String channel = in("last");
    publish(on, channel, "a", "b");
    on.backend().api("history_remove", request(channel));
    try (CentrifugeClient client = CentrifugeClient.connect(on.node())) {
      JsonObject result = client.recover(channel, "", 0);

      assertTrue(result.getBoolean("was_recovering"));
      assertFalse(result.containsKey("recovered"));
      assertFalse(result.containsKey("publications"));
    }
  }

  private static String in(String namespace) {
    return namespace + ":" + UUID.randomUUID();
  }

  private static JsonObject request(String channel) {
    return new JsonObject().put("channel", channel);
  }

  private static JsonObject subscribe(CentrifugeClient client, String channel, String delta) {
    return client.ask("subscribe", request(channel).put("delta", delta));
  }

  private static JsonObject filtered(String channel, String cmp, String val) {
    return request(channel)
        .put("tf", new JsonObject().put("key", "k").put("cmp", cmp).put("val", val));
  }

  private static void publish(On on, String channel, String... tags) {
    for (String tag : tags) {
      on.backend()
          .api(
              "publish",
              request(channel).put("data", tag).put("tags", new JsonObject().put("k", tag)));
    }
  }

  private static List<Integer> offsets(JsonObject result) {
    return publications(result).map(one -> one.getInteger("offset")).toList();
  }

  private static Stream<JsonObject> publications(JsonObject result) {
    return result.getJsonArray("publications").stream().map(JsonObject.class::cast);
  }

  /** Puts together what it gets. */
  private static final class Reader {
    private String last;
    private int deltas;

    Object take(JsonObject publication) {
      String data = publication.getString("data");
      boolean delta = publication.getBoolean("delta", false);
      deltas += delta ? 1 : 0;
      last = delta ? FossilReader.apply(last, data) : data;
      return new JsonArray("[" + last + "]").getValue(0);
    }

    List<Object> takeAll(JsonObject result) {
      return publications(result).map(this::take).toList();
    }
  }
}
