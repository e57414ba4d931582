package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.NodeReplies;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * The last quarter of an hour of all nodes, for a page that opens: of this node at once, of the
 * others, each by itself, when they have told it. Callable from any thread.
 */
final class Histories {
  private static final String HISTORY = "dashboard.history";

  private static final Duration PATIENCE = Duration.ofSeconds(2);

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

  /** The first message of a page, at once: with what this node has kept. */
  Future<JsonObject> hello() {
    return thread.call(
        () ->
            new JsonObject()
                .put("type", "hello")
                .put("node", self.uid())
                .put("version", self.version())
                .put("history", shown(own())));
  }

  /** What each of the other nodes has kept, as messages; of those that answer. */
  Future<List<byte[]>> others() {
    return calls
        .askEach(HISTORY, new JsonObject(), answer -> answer, PATIENCE)
        .compose(
            replies ->
                thread.call(
                    () ->
                        replies.others().stream()
                            .filter(NodeReplies.Reply::hasCome)
                            .map(reply -> message(reply.answer()))
                            .toList()));
  }

  private static byte[] message(JsonObject history) {
    return new JsonObject()
        .put("type", "history")
        .put("history", shown(history))
        .toBuffer()
        .getBytes();
  }

  private static JsonArray shown(JsonObject history) {
    TreeMap<Long, JsonObject> seconds = new TreeMap<>();
    Seconds.merge(history.getString("id"), history.getJsonObject("columns"), seconds);
    JsonArray shown = new JsonArray();
    seconds.forEach((at, nodes) -> shown.add(new JsonObject().put("at", at).put("nodes", nodes)));
    return shown;
  }
}
