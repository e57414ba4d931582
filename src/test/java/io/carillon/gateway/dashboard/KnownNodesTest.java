package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.cluster.LonelyCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownNodesTest {
  private static final Map<String, String> BOTH = Map.of("1", "a", "2", "b");
  private static final Map<String, String> ALONE = Map.of("1", "a");

  private final NodeIdentity self = NodeIdentity.of("a", "test");
  private final Events events = new Events(self);
  private final KnownNodes nodes = new KnownNodes(new MemberNews(new LonelyCalls(), self, events));
  private long now = 1_000_000;

  @BeforeEach
  void bothAnswer() {
    round(BOTH, "1", "2");
  }

  @Test
  void nodeThatHasLeftIsShownForAMinuteAndThenNoMore() {
    round(ALONE, "1");
    long left = now;
    assertEquals("a, b gone: it left", shown());

    now = left + 60_000;
    assertEquals("a, b gone: it left", shown());
    now++;
    assertEquals("a", shown());
    assertEquals(List.of("b left: it ended or is cut off, without a word"), told());
  }

  @Test
  void nodeThatHangsIsGoneAfterThreeSecondsAndStaysForAsLongAsItIsAMember() {
    for (int i = 0; i < 3; i++) {
      round(BOTH, "1");
      assertEquals("a, b late", shown());
    }
    for (int i = 0; i < 100; i++) {
      round(BOTH, "1");
      assertEquals("a, b gone: it does not answer", shown());
    }
    round(BOTH, "1", "2");

    assertEquals("a, b", shown());
    assertEquals(List.of("b does not answer", "b is back"), told());
  }

  @Test
  void nodeThatHasNeverAnsweredIsShownAsWell() {
    Map<String, String> three = Map.of("1", "a", "2", "b", "3", "c");
    round(three, "1", "2");
    assertEquals("a, b", shown());
    for (int i = 0; i < 4; i++) {
      round(three, "1", "2");
    }

    assertEquals("a, b, c gone: it does not answer", shown());
  }

  @Test
  void nobodyCountsAsLeftOrSilentWhileNobodyCanBeAsked() {
    for (int i = 0; i < 10; i++) {
      second();
      nodes.hear(snapshot("1"), now);
      nodes.endRound(now);
      assertEquals("a, b late", shown());
    }
    round(BOTH, "1");
    assertEquals("a, b late", shown());
    round(BOTH, "1", "2");

    assertEquals("a, b", shown());
    assertEquals(List.of(), told());
  }

  @Test
  void nodeThatHangsIsToldOfOnceHoweverOftenSomebodyLooks() {
    for (int i = 0; i < 3; i++) {
      for (int second = 0; second < 5; second++) {
        round(BOTH, "1");
      }
      nodes.forget();
    }
    round(BOTH, "1");
    assertEquals("a, b gone: it does not answer", shown());
    nodes.forget();
    round(BOTH, "1", "2");
    nodes.forget();
    round(BOTH, "1", "2");

    assertEquals("a, b", shown());
    assertEquals(List.of("b does not answer", "b is back"), told());
  }

  @Test
  void nodeThatHungAndLeftWhileNobodyLookedIsForgotten() {
    for (int i = 0; i < 5; i++) {
      round(BOTH, "1");
    }
    nodes.forget();
    round(ALONE, "1");
    assertEquals("a", shown());
    round(BOTH, "1");

    assertEquals("a", shown());
  }

  private void round(Map<String, String> members, String... answering) {
    second();
    for (String id : answering) {
      nodes.hear(snapshot(id), now);
    }
    nodes.endRound(members, now);
  }

  private void second() {
    now += 1_000;
    nodes.beginRound();
  }

  private static JsonObject snapshot(String id) {
    return new JsonObject().put("id", id).put("name", id.equals("1") ? "a" : "b");
  }

  private String shown() {
    List<String> all =
        nodes.shown(now).stream().map(JsonObject.class::cast).map(KnownNodesTest::words).toList();
    return String.join(", ", all);
  }

  private static String words(JsonObject node) {
    JsonArray reasons = node.getJsonArray("reasons");
    return node.getString("name")
        + (node.getBoolean("late", false) ? " late" : "")
        + (reasons == null ? "" : " " + node.getString("state") + ": " + reasons.getString(0));
  }

  private List<String> told() {
    return events.since(Events.NEVER).getJsonArray("list").stream()
        .map(event -> ((JsonObject) event).getString("text"))
        .toList();
  }
}
