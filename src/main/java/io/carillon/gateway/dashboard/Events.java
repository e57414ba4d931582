package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeIdentity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What happened on this node lately, for whoever asks. Keeps the last hundred. Callable from any
 * thread.
 */
final class Events {
  static final int KEPT = 100;
  static final int KEPT_OF_KIND = 40;

  /** Told to nobody before: gets all that is kept. */
  static final long NEVER = -1;

  private final NodeIdentity self;
  private final RecentEvents recent = new RecentEvents(KEPT, KEPT_OF_KIND);

  Events(NodeIdentity self) {
    this.self = self;
  }

  /** Something happened here, in one line for people. */
  void add(String kind, String text) {
    add(kind, text, null);
  }

  /** The same, done by somebody. */
  synchronized void add(String kind, String text, String user) {
    put(self.uid() + "-" + (recent.last() + 1), kind, text, user);
  }

  /**
   * Something happened that other nodes see, too, and tell under the same id at about the same
   * time: pages show the first of them.
   *
   * @param id says what happened, and to whom; the same again later is another event
   */
  synchronized void observe(String id, String kind, String text) {
    put(id, kind, text, null);
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
    recent.add(event);
  }

  /** The number of the last event, and all that is kept of those behind {@code heard}. */
  synchronized JsonObject since(long heard) {
    return new JsonObject()
        .put("last", recent.last())
        .put("list", new JsonArray(recent.since(heard)));
  }
}
