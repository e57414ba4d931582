package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules that change while the nodes of a cluster run, and real links that live under them. */
@ParameterizedClass
@EnumSource(names = {"BY_HAZELCAST", "BY_REDIS"})
class RulesEverywhereTest {
  private static EchoServers servers;
  private static TestNodes nodes;
  private static String one;
  private static String other;

  @Parameter TestNodes.Joined joined;

  @BeforeParameterizedClassInvocation
  static void start(TestNodes.Joined joined) {
    servers = new EchoServers();
    one = servers.start("one");
    other = servers.start("other");
    nodes =
        TestNodes.start(
            joined,
            2,
            "routes=[{path: /file/, proxy: file}]",
            "pools={file: {targets: [{url: '" + one + "', name: t}]}}");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    nodes.close();
    servers.close();
  }

  @AfterEach
  void forget() {
    assertEquals(204, left().admin("DELETE", "/api/rules", null).statusCode());
  }

  @Test
  void changeOnOneNodeIsInForceOnAllWhenItIsAnswered() {
    assertEquals(404, right().get("/new/").statusCode());
    putNew(left(), one);

    assertEquals("one /new/a", right().get("/new/a").body());
    assertEquals("one /new/a", left().get("/new/a").body());
    putNew(right(), other);
    assertEquals("other /new/a", left().get("/new/a").body());
    assertEquals(yaml(left()), yaml(right()));

    assertEquals(204, right().admin("DELETE", "/api/routes/new", null).statusCode());
    assertEquals(404, left().get("/new/").statusCode());
    assertEquals(204, left().admin("DELETE", "/api/rules", null).statusCode());
    assertEquals("one /file/", right().get("/file/").body());
  }

  @Test
  void changesOutliveEachNodeAsLongAsTheOtherLives() {
    putNew(left(), other);
    put(right(), "/api/pools/file/targets/t", "{\"url\":\"" + other + "\"}");
    left().admin("DELETE", "/api/routes/nothing", null);

    nodes.restart(0);
    assertEquals("other /new/", left().get("/new/").body());
    assertEquals("other /file/", left().get("/file/").body());
    nodes.restart(1);
    assertEquals("other /new/", right().get("/new/").body());
    assertEquals("other /file/", right().get("/file/").body());
    assertEquals(yaml(left()), yaml(right()));

    // And it is known still which change was the last.
    put(right(), "/api/pools/file/targets/t", "{\"url\":\"" + one + "\"}");
    assertEquals("one /file/", left().get("/file/").body());
  }

  @Test
  void linksLiveOnUnderTheRulesTheyBeganWithAndAreDrainedWhenWanted() {
    putNew(left(), one);
    int old = generation(left());
    try (RawWebSocket here = RawWebSocket.open(left().port(), "/new/");
        RawWebSocket there = RawWebSocket.open(right().port(), "/new/")) {
      assertEquals("one a", echo(here));
      put(right(), "/api/pools/new", pool(other));
      put(right(), "/api/routes/new", "{\"path\":\"/moved/\",\"proxy\":\"new\"}");
      try (RawWebSocket later = RawWebSocket.open(left().port(), "/moved/")) {
        assertEquals("other a", echo(later));
        assertEquals("one a", echo(here));
        assertEquals("one a", echo(there));
        assertEquals(
            new JsonArray()
                .add(new JsonObject().put("number", old).put("links", 2))
                .add(new JsonObject().put("number", old + 2).put("links", 1)),
            generations(right()));

        HttpResponse<String> drained =
            right().post("/api/generations/" + old + "/drain", "{\"rate\":1000}");

        assertEquals(2, new JsonObject(drained.body()).getInteger("links"));
        assertEquals(1012, here.readClose().closeCode());
        assertEquals(1012, there.readClose().closeCode());
        assertEquals("other a", echo(later));
      }
    }
    Await.until(
        () -> generations(left()).size() == 1, () -> "links: " + generations(left()).encode());
  }

  @Test
  void linksOfOneTargetAreDrainedOnEveryNodeWhileAllOthersLiveOn() {
    putNew(left(), one);
    put(left(), "/api/pools/new", "{\"targets\":[{\"name\":\"t\",\"url\":\"" + one + "\"}]}");
    try (RawWebSocket here = RawWebSocket.open(left().port(), "/new/");
        RawWebSocket there = RawWebSocket.open(right().port(), "/new/");
        RawWebSocket stranger = RawWebSocket.open(left().port(), "/file/")) {
      put(right(), "/api/pools/new/targets/u", "{\"url\":\"" + other + "\"}");
      put(right(), "/api/pools/new/targets/t", "{\"state\":\"drain\"}");
      try (RawWebSocket later = RawWebSocket.open(left().port(), "/new/")) {
        assertEquals("one a", echo(here));
        assertEquals("one a", echo(there));

        HttpResponse<String> drained =
            right().post("/api/pools/new/targets/t/drain", "{\"rate\":1000}");

        assertEquals(
            new JsonObject().put("pool", "new").put("target", "t").put("links", 2),
            new JsonObject(drained.body()));
        assertEquals(1012, here.readClose().closeCode());
        assertEquals(1012, there.readClose().closeCode());
        assertEquals("other a", echo(later));
        assertEquals("one a", echo(stranger));
      }
    }
  }

  @Test
  void linksOfATargetThatWasTakenOutCanBeDrained() {
    putNew(left(), one);
    put(left(), "/api/pools/new", "{\"targets\":[{\"name\":\"t\",\"url\":\"" + one + "\"}]}");
    String target = "/api/pools/new/targets/t";
    try (RawWebSocket link = RawWebSocket.open(right().port(), "/new/")) {
      assertEquals("one a", echo(link));
      assertEquals(204, left().admin("DELETE", target, null).statusCode());

      assertEquals(200, left().post(target + "/drain", "{}").statusCode());

      assertEquals(1012, link.readClose().closeCode());
    }
    Await.until(
        () -> left().post(target + "/drain", "{}").statusCode() == 404,
        () -> "still has links or is known");
  }

  @Test
  void poolTellsHowItsTargetsStandOnEveryNode() {
    try (RawWebSocket link = RawWebSocket.open(right().port(), "/file/")) {
      assertEquals("one a", echo(link));
      JsonObject pool = new JsonObject(left().admin("GET", "/api/pools/file", null).body());

      assertEquals(
          List.of("n1 0", "n2 1"),
          pool.getJsonArray("nodes").stream()
              .map(node -> (JsonObject) node)
              .map(
                  node ->
                      node.getString("name")
                          + " "
                          + node.getJsonArray("targets").getJsonObject(0).getInteger("open"))
              .toList());
    }
  }

  @Test
  void poolThatIsTakenOutAndPutAgainStillCountsItsLinks() {
    putNew(left(), one);
    try (RawWebSocket link = RawWebSocket.open(left().port(), "/new/")) {
      assertEquals("one a", echo(link));
      assertEquals(204, left().admin("DELETE", "/api/routes/new", null).statusCode());
      assertEquals(204, left().admin("DELETE", "/api/pools/new", null).statusCode());

      putNew(left(), one);

      JsonObject pool = new JsonObject(left().admin("GET", "/api/pools/new", null).body());
      JsonObject here = pool.getJsonArray("nodes").getJsonObject(0);
      assertEquals(1, here.getJsonArray("targets").getJsonObject(0).getInteger("open"));
      assertEquals("one a", echo(link));
    }
  }

  @Test
  void targetThatIsTakenOutAndPutAgainStillCountsItsLinks() {
    put(left(), "/api/pools/new", "{\"targets\":[]}");
    put(left(), "/api/routes/new", "{\"path\":\"/new/\",\"proxy\":\"new\"}");
    String target = "/api/pools/new/targets/t";
    put(left(), target, "{\"maxConnections\":1,\"url\":\"" + one + "\"}");
    try (RawWebSocket link = RawWebSocket.open(right().port(), "/new/")) {
      assertEquals("one a", echo(link));
      assertEquals(204, left().admin("DELETE", target, null).statusCode());

      put(left(), target, "{\"maxConnections\":1,\"url\":\"" + one + "\"}");

      assertEquals(503, right().get("/new/").statusCode(), "full");
      assertEquals("one /new/", left().get("/new/").body());
      assertEquals("one a", echo(link));
    }
  }

  @Test
  void poolInUseOnAnotherNodeIsNotTakenOut() {
    putNew(left(), one);

    assertEquals(409, right().admin("DELETE", "/api/pools/new", null).statusCode());
    assertEquals("one /new/", right().get("/new/").body());
  }

  @Test
  void nodesThatAreChangedAtTheSameTimeEndWithTheSameRules() {
    for (int round = 0; round < 10; round++) {
      int number = round;
      List<Integer> statuses =
          IntStream.range(0, 4)
              .parallel()
              .mapToObj(
                  i ->
                      put(
                          nodes.node(i % 2),
                          i < 2 ? "/api/pools/raced" : "/api/pools/other" + number,
                          "{\"maxIdle\":" + (10 * number + i) + ",\"targets\":[]}"))
              .toList();
      assertTrue(statuses.stream().allMatch(status -> status < 300), statuses.toString());

      Await.until(
          () -> yaml(left()).equals(yaml(right())), () -> yaml(left()) + "\n---\n" + yaml(right()));
    }
    assertEquals(generation(left()), generation(right()));
  }

  private static String echo(RawWebSocket link) {
    link.sendText("a");
    return link.readText();
  }

  private static void putNew(TestNode node, String url) {
    put(node, "/api/pools/new", pool(url));
    put(node, "/api/routes/new", "{\"path\":\"/new/\",\"proxy\":\"new\"}");
  }

  private static String pool(String url) {
    return "{\"targets\":[{\"url\":\"" + url + "\"}]}";
  }

  private static int put(TestNode node, String path, String body) {
    HttpResponse<String> answer = node.admin("PUT", path, body);
    assertTrue(answer.statusCode() < 300, answer.body());
    return answer.statusCode();
  }

  private static String yaml(TestNode node) {
    return node.admin("GET", "/api/rules.yaml", null).body();
  }

  private static int generation(TestNode node) {
    return new JsonObject(node.admin("GET", "/api/generations", null).body()).getInteger("current");
  }

  private static JsonArray generations(TestNode node) {
    return new JsonObject(node.admin("GET", "/api/generations", null).body())
        .getJsonArray("generations");
  }

  private static TestNode left() {
    return nodes.node(0);
  }

  private static TestNode right() {
    return nodes.node(1);
  }
}
