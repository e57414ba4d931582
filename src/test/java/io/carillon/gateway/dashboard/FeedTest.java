package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.HttpCentrifugeClient;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A node without a password, and its pages. */
class FeedTest {
  private static final String FEED = "/dashboard/feed";

  private static TestNode node;
  private static Board page;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "namespaces={default: {}, s: {history: {size: 100, ttl: 10m}}}",
            "pools={chat: {health: {type: none}, targets: [{name: one, url: 'http://127.0.0.1:9'}]}}");
    page = Board.open(node);
  }

  @AfterAll
  static void stop() {
    page.close();
    node.close();
  }

  @Test
  void pageIsGreetedAndThenGetsEachSecond() {
    try (Board other = Board.open(node)) {
      assertEquals("hello", other.hello().getString("type"));
      assertEquals("local", other.hello().getString("user"));
      JsonObject second = other.second(any -> true);
      JsonObject snapshot = Board.node(second, "test");

      assertEquals(other.hello().getString("node"), snapshot.getString("id"));
      assertEquals("http://127.0.0.1:" + node.adminPort(), snapshot.getString("adminUrl"));
      assertEquals("ready", snapshot.getString("state"));
      assertEquals(
          new JsonObject()
              .put("type", "embedded")
              .put("state", "ok")
              .put("detail", "on this node alone"),
          snapshot.getJsonObject("broker"));
      assertEquals(
          "unchecked",
          snapshot
              .getJsonArray("pools")
              .getJsonObject(0)
              .getJsonArray("targets")
              .getJsonObject(0)
              .getString("state"));
      assertEquals(0, second.getLong("at") % 1_000);
      assertTrue(other.second(any -> true).getLong("at") > second.getLong("at"));
    }
  }

  @Test
  void channelsAreSortedSearchedAndPaged() {
    List<CentrifugeClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        CentrifugeClient client = CentrifugeClient.connect(node);
        clients.add(client);
        for (int channel = i; channel < 3; channel++) {
          client.subscribe("<b>sorted</b>" + channel);
        }
      }
      JsonObject all = page.ask("channels", new JsonObject().put("search", "<b>sorted"));
      assertEquals(3, all.getInteger("total"));
      assertEquals(List.of("<b>sorted</b>2 3", "<b>sorted</b>1 2", "<b>sorted</b>0 1"), shown(all));
      assertEquals(
          new JsonArray().add("test"),
          all.getJsonArray("channels").getJsonObject(0).getValue("nodes"));

      JsonObject second =
          page.ask(
              "channels",
              new JsonObject()
                  .put("search", "*sorted*")
                  .put("sort", "name")
                  .put("offset", 1)
                  .put("limit", 1));
      assertEquals(3, second.getInteger("total"));
      assertEquals(List.of("<b>sorted</b>1 2"), shown(second));
    } finally {
      clients.forEach(CentrifugeClient::close);
    }
  }

  private static List<String> shown(JsonObject answer) {
    return answer.getJsonArray("channels").stream()
        .map(JsonObject.class::cast)
        .map(channel -> channel.getString("name") + " " + channel.getInteger("subscribers"))
        .toList();
  }

  @Test
  void channelIsShownWithTheLastOfWhatItKeeps() {
    node.publish("s:detail", "x".repeat(600));
    node.publish("s:detail", 2);
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.subscribe("s:detail");
      JsonObject shown = page.ask("channel", new JsonObject().put("name", "s:detail"));

      assertEquals(
          new JsonArray().add(new JsonObject().put("node", "test").put("count", 1)),
          shown.getJsonArray("subscribers"));
      assertEquals(2, shown.getJsonObject("position").getInteger("offset"));
      assertEquals(600, shown.getJsonObject("history").getInteger("ttlSeconds"));
      JsonObject newest = shown.getJsonArray("publications").getJsonObject(0);
      assertEquals("2", newest.getString("data"));
      JsonObject older = shown.getJsonArray("publications").getJsonObject(1);
      assertEquals("\"" + "x".repeat(511), older.getString("data"));
      assertEquals(true, older.getBoolean("cut"));
      assertEquals(602, older.getInteger("size"));
    }
    assertNull(
        page.ask("channel", new JsonObject().put("name", "no-history")).getJsonObject("position"));
  }

  @Test
  void whatIsPublishedFromAPageIsHeardAndToldWithTheUser() {
    try (CentrifugeClient client = CentrifugeClient.connect(node);
        Board other = Board.open(node)) {
      client.subscribe("news");
      assertEquals(
          new JsonObject().put("done", true),
          page.ask("publish", new JsonObject().put("channel", "news").put("data", "{\"a\":1}")));
      assertEquals(new JsonObject().put("a", 1), client.push("pub").getJsonObject("data"));
      page.ask("publish", new JsonObject().put("channel", "news").put("data", "no json"));
      assertEquals("no json", client.push("pub").getString("data"));

      JsonObject event =
          other.event(one -> one.getString("text").equals("published 7 bytes to news"));
      assertEquals("action", event.getString("kind"));
      assertEquals("local", event.getString("user"));
    }
  }

  @Test
  void clientIsFoundAndDisconnected() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject found =
          page.ask("clients", new JsonObject().put("search", client.id().substring(0, 8)))
              .getJsonArray("clients")
              .getJsonObject(0);
      assertEquals(client.id(), found.getString("client"));
      assertEquals("centrifuge", found.getString("kind"));

      page.ask(
          "disconnect",
          new JsonObject().put("node", found.getString("node")).put("client", client.id()));
      assertEquals(3503, client.socket().readClose().closeCode());
    }
  }

  @ParameterizedTest
  @EnumSource(HttpCentrifugeClient.Transport.class)
  void clientIsOfTheKindThatMetricsCountItAs(HttpCentrifugeClient.Transport transport) {
    try (HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      JsonObject found =
          page.ask(
                  "clients", new JsonObject().put("search", client.connected().getString("client")))
              .getJsonArray("clients")
              .getJsonObject(0);

      String row = "carillon_connections{kind=\"%s\",".formatted(found.getString("kind"));
      String figures = node.admin("GET", "/metrics", null).body();
      assertTrue(figures.contains(row), () -> row + " of " + figures);
    }
  }

  @Test
  void targetIsTakenOutAndComesBack() {
    JsonObject question = new JsonObject().put("pool", "chat").put("target", "one");
    page.ask("target", question.copy().put("change", new JsonObject().put("maintenance", true)));
    JsonObject event = page.event(one -> one.getString("kind").equals("target"));
    assertTrue(event.getString("text").startsWith("chat/one is maintenance"), event.encode());

    page.ask("target", question.copy().put("change", new JsonObject().put("maintenance", false)));
    page.event(one -> one.getString("text").startsWith("chat/one is unchecked"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense   | {}                                          | method not found: no such question
          channels   | {"sort":"size"}                             | bad request: sort: wanted subscribers, rate or name
          channels   | {"sort":1}                                  | sort is no string
          channels   | {"limit":1000}                              | limit is out of bounds
          channels   | {"offset":-1}                               | offset is out of bounds
          channels   | {"offset":100000}                           | limit exceeded: only the first 10000 channels are paged, search for a part of the name
          channel    | {"name":"nowhere:x"}                        | unknown channel: nowhere:x
          publish    | {"channel":"news"}                          | bad request: data is empty
          publish    | {"channel":"nowhere:x","data":"1"}          | unknown channel: nowhere:x
          publish    | {"channel":7,"data":"1"}                    | channel is no string
          disconnect | {"node":"x","client":"y"}                   | not available: no such node
          disconnect | {"node":"x"}                                | bad request: client is empty
          target     | {"pool":"x","target":"one"}                 | not available: no such pool
          target     | {"pool":"chat","target":"x"}                | not available: no such target
          target     | {"pool":"chat","target":"one"}              | change: wanted one of maintenance, drain and weight
          target     | {"pool":"chat","target":"one","change":{"drain":1}} | drain is no boolean
          trace      | {"what":"x","name":"y"}                     | bad request: what: wanted channel, user, client, link or null
          trace      | {"what":"channel"}                          | bad request: name: wanted 1 to 1024 characters
          """)
  void questionThatMakesNoSenseIsAnsweredAndThePageGoesOn(
      String ask, String question, String refusal) {
    assertEquals(refusal, page.refusal(ask, new JsonObject(question)));
  }

  @Test
  void unknownClientOfAKnownNodeIsRefused() {
    String id = page.hello().getString("node");

    assertEquals(
        "not available: no such client",
        page.refusal("disconnect", new JsonObject().put("node", id).put("client", "nobody")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello         | not JSON
          []            | no JSON object
          {"id":"x"}    | id is no integer
          {"id":1}{}    | wanted one JSON object, got 2
          """)
  void textThatIsNoQuestionIsAnsweredAndThePageGoesOn(String text, String refusal) {
    JsonObject answer = page.say(text);

    assertEquals(refusal, answer.getString("error"));
    assertNull(answer.getValue("id"));
  }

  @Test
  void messageThatIsTooLargeOrBinaryEndsThePage() {
    try (Board large = Board.open(node);
        Board binary = Board.open(node)) {
      large.socket().sendText("x".repeat(Feed.MAX_MESSAGE_BYTES + 1));
      assertEquals(1009, large.socket().readClose().closeCode());
      binary.socket().sendBinary(new byte[1]);
      assertEquals(1003, binary.socket().readClose().closeCode());
    }
  }

  @Test
  void pageOfAnotherAddressGetsNothingWithoutATicket() {
    String origin = "Origin: http://evil.example";
    assertEquals("HTTP/1.1 403 Forbidden", status(FEED, origin));
    assertEquals("HTTP/1.1 403 Forbidden", status(FEED, "Sec-Fetch-Site: cross-site"));
    assertEquals("HTTP/1.1 401 Unauthorized", status(FEED + "?ticket=x.y", origin));
    String ticket = page.hello().getString("ticket");
    assertEquals(
        "HTTP/1.1 401 Unauthorized",
        status(FEED + "?ticket=" + ticket.substring(0, ticket.length() - 3), origin));
    try (Board other = Board.at(node, FEED + "?ticket=" + ticket, origin)) {
      assertEquals("local", other.hello().getString("user"));
    }
  }

  @Test
  void nameThatIsNotLoopbackIsRefusedWhereNobodyLogsIn() {
    for (String path : List.of("/dashboard/", "/dashboard/me", FEED)) {
      String request = RawWebSocket.request(path).replace("Host: localhost", "Host: evil.example");
      assertEquals(
          "HTTP/1.1 403 Forbidden",
          RawWebSocket.answerTo(node.adminPort(), request).lines().findFirst().orElseThrow());
    }
  }

  @Test
  void plainRequestIsToldToUpgrade() {
    assertEquals(426, node.admin("GET", FEED, null).statusCode());
  }

  @Test
  void filesComeWithTheirPolicyCompressedAndAreNotSentAgain() {
    HttpResponse<String> plain = node.admin("GET", "/dashboard/", null);
    String tag = plain.headers().firstValue("ETag").orElseThrow();

    assertEquals(200, plain.statusCode());
    assertTrue(
        plain
            .headers()
            .firstValue("Content-Security-Policy")
            .orElseThrow()
            .startsWith("default-src 'none'; script-src 'self';"));
    assertEquals(304, node.admin("GET", "/dashboard/", null, "If-None-Match", tag).statusCode());
    HttpResponse<String> small =
        node.admin("GET", "/dashboard/chart.js", null, "Accept-Encoding", "br, gzip");
    assertEquals("gzip", small.headers().firstValue("Content-Encoding").orElseThrow());
    assertEquals(308, node.admin("GET", "/dashboard", null).statusCode());
    assertEquals(404, node.admin("GET", "/dashboard/none.js", null).statusCode());
  }

  @Test
  void pageThatGoesAwayPolitelyIsAnswered() {
    try (Board other = Board.open(node)) {
      other.socket().send(0x80 | Frame.CLOSE, new byte[] {3, (byte) 0xE8});
      assertEquals(1000, other.socket().readClose().closeCode());
    }
  }

  private static String status(String path, String... headers) {
    return RawWebSocket.answerTo(node.adminPort(), RawWebSocket.request(path, headers))
        .lines()
        .findFirst()
        .orElseThrow();
  }
}
