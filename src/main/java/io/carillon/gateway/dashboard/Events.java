package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeIdentity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What happened on this node lately, for whoever asks. Keeps the last hundred. Callable from any
 * thread.
 */
final class Events {
  static final int KEPT = 100;

  /** Told to nobody before: gets all that is kept. */
  static final long NEVER = -1;

  private final NodeIdentity self;
  private final Deque<Event> kept = new ArrayDeque<>();
  private long number;

  Events(NodeIdentity self) {
    this.self = self;
  }

  /** Something happened here, in one line for people. */
  void add(String kind, String text) {
    add(kind, text, null);
  }

  /** The same, done by somebody. */
  synchronized void add(String kind, String text, String user) {
    put(self.uid() + "-" + (number + 1), kind, text, user);
  }

  /**
   * Something happened that other nodes see, too, and tell under the same id.
   *
   * @param id says what happened, and to whom
   */
  synchronized void observe(String id, String kind, String text) {
    if (kept.stream().noneMatch(event -> event.json().getString("id").equals(id))) {
      put(id, kind, text, null);
    }
  }

  private void put(String id, String kind, String text, String user) {
    JsonObject event =
        new JsonObject()
            .put("id", id)
            .put("at", System.currentTimeMillis())
            .put("node", self.name())
            .put("kind", kind)
            .put("text", text);
    if (user != null) {
      event.put("user", user);
    }
    kept.addLast(new Event(++number, event));
    if (kept.size() > KEPT) {
      kept.removeFirst();
    }
  }

  /** The number of the last event, and all that is kept of those behind {@code heard}. */
  synchronized JsonObject since(long heard) {
    JsonArray events = new JsonArray();
    for (Event event : kept) {
      if (event.number() > heard) {
        events.add(event.json());
      }
    }
    return new JsonObject().put("last", number).put("list", events);
  }

  private record Event(long number, JsonObject json) {}
}
