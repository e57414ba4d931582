package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of a node whose peer is a member, and answers only what it is told to. */
class SilentPeerTest {
  private static TestCluster cluster;
  private static Cluster peer;
  private static Panel panel;

  @BeforeAll
  static void start() {
    cluster = new TestCluster(2);
    peer = cluster.node(1);
    Cluster here = cluster.node(0);
    NodeIdentity self = new NodeIdentity(here.membership().self(), "here", "test");
    panel = new Panel(here.calls(), self);
  }

  @AfterAll
  static void stop() {
    panel.close();
    cluster.close();
  }

  @Test
  void pageIsGreetedAtOnceAndItsSecondsGoOnWhileAMemberHangs() {
    peer.calls().answer("dashboard.second", question -> Promise.<JsonObject>promise().future());
    peer.calls().answer("dashboard.history", question -> Promise.<JsonObject>promise().future());

    try (Board page = panel.open()) { // which reads the greeting within 10 s, so before that
      for (int i = 1; i <= 5; i++) {
        long wanted = Panel.BEGIN + 1_000L * i;
        panel.second();
        JsonObject second = page.second(any -> true);
        assertEquals(wanted, second.getLong("at"));
        assertEquals(wanted, Board.node(second, "here").getLong("at"));
        assertEquals(i > 4 ? "gone" : null, Board.node(second, "node-1").getString("state"));
      }
      panel.second();
      assertEquals(
          "node-1 does not answer",
          page.event(event -> event.getString("kind").equals("left")).getString("text"));
    }
  }

  @Test
  void tenPagesThatAskTheSameAskTheOtherNodesOnce() {
    AtomicInteger asked = new AtomicInteger();
    peer.calls().answer("test.channels", question -> count(asked));
    Cluster here = cluster.node(0);
    here.calls().answer("test.channels", question -> count(new AtomicInteger()));
    SharedAnswers shared = new SharedAnswers(() -> 0);
    Questions.Answerer answerer =
        (page, question) ->
            here.calls()
                .askAll("test.channels", new JsonObject(), answer -> answer)
                .map(answers -> new JsonObject().put("all", new JsonArray(answers)));
    panel.questions().add("channels", shared.of("channels", Duration.ofSeconds(1), answerer));
    List<Board> pages = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        pages.add(panel.open());
      }
      pages.forEach(page -> page.send("channels", new JsonObject().put("search", "x")));
      pages.forEach(page -> assertEquals(2, page.answer().getJsonArray("all").size()));
      assertEquals(1, asked.get());

      pages.get(0).ask("channels", new JsonObject().put("search", "y"));
      assertEquals(2, asked.get());
    } finally {
      pages.forEach(Board::close);
    }
  }

  private static Future<JsonObject> count(AtomicInteger asked) {
    return Future.succeededFuture(new JsonObject().put("number", asked.incrementAndGet()));
  }
}
