package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.cluster.NodeIdentity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
  private final Events events = new Events(NodeIdentity.of("n1", "test"));
  private final HeardEvents heard = new HeardEvents();

  @Test
  void stormOfOneKindLeavesTheOthers() {
    events.add("action", "drained");
    for (int i = 0; i < 1_000; i++) {
      events.add("slow", "client " + i);
    }
    heard.take("1", events.since(Events.NEVER));
    List<String> told = texts(heard.fresh());

    assertEquals(1 + Events.KEPT_OF_KIND, told.size());
    assertEquals("drained", told.get(0));
    assertEquals("client 999", told.get(told.size() - 1));
  }

  @Test
  void whatSeveralNodesSeeIsToldOnceAndToldAgainWhenItHappensAgain() {
    heard.take("1", told("left-3", 100_000, "n3 left"));
    heard.take("2", told("left-3", 101_500, "n3 left, says n2"));
    assertEquals(List.of("n3 left"), texts(heard.fresh()));
    heard.take("1", told("left-3", 200_000, "n3 left again"));
    heard.take("2", told("left-3", 198_500, "n3 left again, says n2"));

    assertEquals(List.of("n3 left again"), texts(heard.fresh()));
    assertEquals(List.of(), heard.fresh());
    assertEquals(List.of("n3 left", "n3 left again"), texts(heard.recent()));
  }

  @Test
  void nodeIsAskedForWhatIsNewOnly() {
    assertEquals(Events.NEVER, HeardEvents.heardOf("1", heard.question()));
    events.add("action", "first");
    heard.take("1", events.since(Events.NEVER));
    events.add("action", "second");

    long number = HeardEvents.heardOf("1", heard.question());
    assertEquals(List.of("second"), texts(events.since(number).getJsonArray("list")));
  }

  @Test
  void slowClientsOfASecondAreOneLine() {
    SlowVerdicts slow = new SlowVerdicts(events);
    slow.add(new ClientInfo("c1", "anna", null, null));
    slow.tick();
    slow.add(new ClientInfo("c2", "", null, null));
    for (int i = 0; i < 6_000; i++) {
      slow.add(new ClientInfo("more", "", null, null));
    }
    slow.tick();
    slow.tick();

    assertEquals(
        List.of("client c1 of user anna was too slow", "client c2 and 6000 more were too slow"),
        texts(events.since(Events.NEVER).getJsonArray("list")));
  }

  @Test
  void ofVeryManyEventsTheOldestAreForgotten() {
    RecentEvents recent = new RecentEvents(3, 2);
    for (int i = 1; i <= 4; i++) {
      assertTrue(recent.add(event("e" + i, "kind" + i)));
    }
    assertFalse(recent.add(event("e4", "kind4")));

    assertEquals(4, recent.last());
    assertEquals(3, recent.since(0).size());
    assertEquals("e2", recent.since(0).get(0).getString("id"));
  }

  private static JsonObject event(String id, String kind) {
    return new JsonObject().put("id", id).put("at", 0L).put("kind", kind);
  }

  private static JsonObject told(String id, long at, String text) {
    JsonObject event = event(id, "left").put("at", at).put("text", text);
    return new JsonObject().put("last", 1L).put("list", new JsonArray().add(event));
  }

  private static List<String> texts(Iterable<?> events) {
    List<String> texts = new java.util.ArrayList<>();
    events.forEach(event -> texts.add(((JsonObject) event).getString("text")));
    return texts;
  }
}
