package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.cluster.LonelyCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.Peer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberNewsTest {
  private final NodeIdentity self = NodeIdentity.of("n1", "test");
  private final Peer peer = new Peer(7, "n2");
  private final Events events = new Events(self);
  private final LonelyCalls calls = new LonelyCalls();
  private final MemberNews news = new MemberNews(calls, self, events);

  @Test
  void whoComesAndWhoGoesWithoutAWordIsTold() {
    news.onJoined(peer);
    news.onLeft(peer);

    assertEquals(
        List.of("joined: n2 joined", "left: n2 left: it ended or is cut off, without a word"),
        told());
  }

  @Test
  void whoSaysThatItGoesIsTakenAtItsWordOnce() {
    JsonObject goodbye = new JsonObject().put("node", peer.uid());
    Panel.await(calls.askAll("dashboard.goodbye", goodbye, answer -> answer));
    news.onLeft(peer);
    news.onLeft(new Peer(8, "n3"));

    assertEquals(
        List.of(
            "left: n2 left: it was shut down",
            "left: n3 left: it ended or is cut off, without a word"),
        told());
  }

  @Test
  void ofVeryManyWordsOfFarewellTheOldestAreForgotten() {
    for (int i = 0; i <= MemberNews.MOST_GOING; i++) {
      JsonObject goodbye = new JsonObject().put("node", "n" + i);
      Panel.await(calls.askAll("dashboard.goodbye", goodbye, answer -> answer));
    }
    news.left("n0", "first");
    news.left("n1", "second");

    assertEquals(
        List.of(
            "left: first left: it ended or is cut off, without a word",
            "left: second left: it was shut down"),
        told());
  }

  @Test
  void endOfASplitIsTold() {
    news.onMerged();

    assertEquals(List.of("merged: n1 went over to the other side of a split"), told());
  }

  @Test
  void nodesTellTheSameUnderOneId() {
    Events others = new Events(NodeIdentity.of("n3", "test"));
    new MemberNews(new LonelyCalls(), NodeIdentity.of("n3", "test"), others).onLeft(peer);
    news.onLeft(peer);
    HeardEvents heard = new HeardEvents();
    heard.take("1", events.since(Events.NEVER));
    heard.take("3", others.since(Events.NEVER));

    assertEquals(1, heard.fresh().size());
  }

  private List<String> told() {
    return events.since(Events.NEVER).getJsonArray("list").stream()
        .map(JsonObject.class::cast)
        .map(event -> event.getString("kind") + ": " + event.getString("text"))
        .toList();
  }
}
