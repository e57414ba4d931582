package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;

/** The last quarter of an hour of all nodes, for a page that opens. Callable from any thread. */
final class Histories {
  private static final String HISTORY = "dashboard.history";

  private final BoardThread thread;
  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Seconds seconds;

  Histories(BoardThread thread, NodeCalls calls, NodeIdentity self, Seconds seconds) {
    this.thread = thread;
    this.calls = calls;
    this.self = self;
    this.seconds = seconds;
    calls.answer(HISTORY, question -> thread.call(this::own));
  }

  private JsonObject own() {
    return new JsonObject().put("id", self.uid()).put("columns", seconds.columns());
  }

  /** The first message of a page; without other nodes when they cannot be asked. */
  Future<JsonObject> hello() {
    return calls
        .askAll(HISTORY, new JsonObject(), answer -> answer)
        .recover(unavailable -> thread.call(() -> List.of(own())))
        .compose(all -> thread.call(() -> hello(all)));
  }

  private JsonObject hello(List<JsonObject> all) {
    TreeMap<Long, JsonObject> history = new TreeMap<>();
    for (JsonObject one : all) {
      Seconds.merge(one.getString("id"), one.getJsonObject("columns"), history);
    }
    JsonArray shown = new JsonArray();
    history.forEach((at, nodes) -> shown.add(new JsonObject().put("at", at).put("nodes", nodes)));
    return new JsonObject()
        .put("type", "hello")
        .put("node", self.uid())
        .put("version", self.version())
        .put("history", shown);
  }
}
