package io.carillon.gateway.api;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.pubsub.PublishRequest;
import io.carillon.gateway.session.SessionTable.Target;
import io.carillon.gateway.session.TestSessions;
import io.carillon.gateway.testkit.TestCluster;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on the real bus, and clients without sockets. */
class EveryNodeTest {
  private static final String[] KEPT = {"namespaces.kept={history: {size: 10, ttl: 10m}}"};

  private static TestCluster cluster;

  private TestSessions left;
  private TestSessions right;
  private EveryNode fromLeft;
  private EveryNode fromRight;

  @BeforeAll
  static void join() {
    cluster = new TestCluster(2);
  }

  @AfterAll
  static void part() {
    cluster.close();
  }

  @BeforeEach
  void open() {
    left = new TestSessions(KEPT);
    right = new TestSessions(KEPT);
    fromLeft = everyNode(0, left, new NodeIdentity(1, "b", "1"), Map.of());
    fromRight = everyNode(1, right, new NodeIdentity(2, "a", "1"), Map.of("lost", 3L));
  }

  @AfterEach
  void close() {
    left.close();
    right.close();
  }

  @Test
  void userIsSubscribedAndUnsubscribedOnAllNodes() {
    TestSessions.Client here = left.connect("1", "alice");
    TestSessions.Client there = right.connect("2", "alice");
    TestSessions.Client other = right.connect("3", "bob");

    await(fromLeft.subscribe(new Target("alice", ""), new Channel("news"), null));
    assertEquals(List.of("news"), here.channels());
    assertEquals(List.of("news"), there.channels());

    await(fromRight.unsubscribe(new Target("alice", ""), new Channel("news")));
    assertEquals(List.of("+news", "-news"), here.told());
    assertEquals(List.of("+news", "-news"), there.told());
    assertEquals(List.of(), other.told());
  }

  @Test
  void clientIsFoundOnWhicheverNodeItIs() {
    TestSessions.Client there = right.connect("2", "alice");
    TestSessions.Client other = right.connect("3", "alice");

    await(fromLeft.subscribe(new Target("", "2"), new Channel("news"), null));
    await(fromLeft.subscribe(new Target("bob", "2"), new Channel("not-of-bob"), null));

    assertEquals(List.of("+news"), there.told());
    assertEquals(List.of(), other.told());
  }

  @Test
  void subscribeRecoversFromThePositionThatCameAlong() {
    TestSessions.Client there = right.connect("2", "");
    StreamPosition seen = publish("kept:a", "seen");
    publish("kept:a", "missed");

    await(fromLeft.subscribe(new Target("", "2"), new Channel("kept:a"), seen));

    assertEquals(List.of("+kept:a", "\"missed\""), there.told());
  }

  @Test
  void userIsDisconnectedEverywhereButWhereItIsSpared() {
    TestSessions.Client here = left.connect("1", "alice");
    TestSessions.Client there = right.connect("2", "alice");
    TestSessions.Client spared = right.connect("3", "alice");

    await(fromLeft.disconnect(new Target("alice", "", Set.of("3")), 3_503, "elsewhere"));

    assertEquals(List.of("3503 elsewhere"), here.told());
    assertEquals(List.of("3503 elsewhere"), there.told());
    assertEquals(List.of(), spared.told());
  }

  @Test
  void disconnectCarriesItsCodeAndReason() {
    TestSessions.Client here = left.connect("1", "\ud800 \ud83d\ude00");
    TestSessions.Client there = right.connect("2", "\ud800 \ud83d\ude00");

    await(fromLeft.disconnect(new Target("\ud800 \ud83d\ude00", ""), 4_321, "go \"away\""));

    assertEquals(List.of("4321 go \"away\""), here.told());
    assertEquals(List.of("4321 go \"away\""), there.told());
    assertEquals(0, clients(fromLeft));
  }

  @Test
  void channelsAreSummedAndSortedAndTheSameFromBothSides() {
    subscribe(left, "1", "b", "a-left", "a-both");
    subscribe(right, "2", "a-right", "a-both", "\ud83d\ude00");

    String all =
        "{\"a-both\":{\"num_clients\":2},\"a-left\":{\"num_clients\":1},"
            + "\"a-right\":{\"num_clients\":1}}";
    assertEquals(all, channels(fromLeft, "a-*"));
    assertEquals(all, channels(fromRight, "a-*"));
    assertEquals("{}", channels(fromRight, "nothing*"));
    assertEquals(5, new JsonObject(channels(fromLeft, "")).size());
  }

  @Test
  void channelsAreRefusedWhenOneNodeHasTooManyOfThem() {
    subscribe(left, "1", "here");
    answerInstead("channels", new JsonObject().put("too_many", true));

    GatewayException refusal =
        assertThrows(GatewayException.class, () -> await(fromLeft.channels(new Glob("*"))));
    assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal.code());
  }

  @Test
  void everyNodeTellsOfItselfInTheSameOrderFromBothSides() {
    left.connect("1", "alice");
    left.connect("2", "alice");
    subscribe(right, "3", "news");

    List<NodeInfo> all = await(fromLeft.info());

    assertEquals(List.of("a", "b"), all.stream().map(NodeInfo::name).toList());
    assertEquals(
        List.of("0000000000000002", "0000000000000001"), all.stream().map(NodeInfo::uid).toList());
    assertEquals(List.of(1, 2), all.stream().map(NodeInfo::clients).toList());
    assertEquals(List.of(1, 1), all.stream().map(NodeInfo::users).toList());
    assertEquals(List.of(1, 0), all.stream().map(NodeInfo::channels).toList());
    assertEquals(List.of("a", "b"), await(fromRight.info()).stream().map(NodeInfo::name).toList());
  }

  @Test
  void nodeShowsItsCountersOfTheClusterWhenItHasSome() {
    JsonArray shown =
        written(
                json -> {
                  json.name("nodes").beginArray();
                  await(fromLeft.info()).forEach(node -> node.write(json));
                  json.endArray();
                })
            .getJsonArray("nodes");

    assertEquals(new JsonObject().put("lost", 3), shown.getJsonObject(0).getValue("cluster"));
    assertEquals(false, shown.getJsonObject(1).containsKey("cluster"));
    assertTrue(shown.getJsonObject(1).getLong("uptime") >= 0);
  }

  @Test
  void nodeThatAnswersNonsenseIsLeftOut() {
    subscribe(left, "1", "here");
    for (JsonObject nonsense :
        List.of(
            new JsonObject(),
            new JsonObject().put("names", new JsonArray().add("x")).put("counts", 1),
            new JsonObject()
                .put("names", new JsonArray().add("x").add("y"))
                .put("counts", new JsonArray().add(1)),
            new JsonObject().put("uid", 1).put("name", "x").put("clients", "many"))) {
      answerInstead("channels", nonsense);
      answerInstead("info", nonsense);

      assertEquals("{\"here\":{\"num_clients\":1}}", channels(fromLeft, ""));
      assertEquals(List.of("b"), await(fromLeft.info()).stream().map(NodeInfo::name).toList());
    }
  }

  @Test
  void nodeThatIsAskedNonsenseSaysSoAndLivesOn() {
    TestSessions.Client there = right.connect("2", "alice");
    for (String kind : List.of("subscribe", "unsubscribe", "disconnect")) {
      cluster.node(0).calls().answer(kind, any -> Future.succeededFuture(new JsonObject()));

      assertEquals(List.of(new JsonObject()), ask(kind, new JsonObject()));
      assertEquals(
          List.of(new JsonObject()),
          ask(kind, new JsonObject().put("user", "alice").put("channel", "").put("code", "x")));
    }

    assertEquals(List.of(), there.told());
    assertEquals(1, clients(fromLeft));
  }

  private static List<JsonObject> ask(String kind, JsonObject question) {
    return await(cluster.node(0).calls().askAll(kind, question, answer -> answer));
  }

  private static EveryNode everyNode(
      int node, TestSessions sessions, NodeIdentity identity, Map<String, Long> counters) {
    return new EveryNode(
        cluster.node(node).calls(),
        sessions.sessions(),
        new ThisNode(identity, sessions.sessions(), sessions.hub(), () -> counters));
  }

  private static void answerInstead(String kind, JsonObject answer) {
    cluster.node(1).calls().answer(kind, question -> Future.succeededFuture(answer));
  }

  private static void subscribe(TestSessions node, String client, String... channels) {
    node.connect(client, "");
    for (String channel : channels) {
      await(node.sessions().subscribe(new Target("", client), new Channel(channel), null));
    }
  }

  private StreamPosition publish(String channel, String text) {
    byte[] data = ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
    return await(
        right
            .pubSub()
            .publish(
                new Channel(channel),
                new Payload(Payload.Kind.JSON, data),
                PublishRequest.of(null)));
  }

  private static int clients(EveryNode nodes) {
    return await(nodes.info()).stream().mapToInt(NodeInfo::clients).sum();
  }

  private static String channels(EveryNode nodes, String pattern) {
    return text(json -> await(nodes.channels(new Glob(pattern))).write(json));
  }

  private static JsonObject written(Consumer<JsonWriter> fields) {
    return new JsonObject(text(fields));
  }

  private static String text(Consumer<JsonWriter> fields) {
    ByteBuf out = Unpooled.buffer();
    JsonWriter json = new JsonWriter(out).begin();
    fields.accept(json);
    json.end();
    return out.toString(StandardCharsets.UTF_8);
  }
}
