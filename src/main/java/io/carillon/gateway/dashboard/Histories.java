package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.NodeReplies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The last quarter of an hour of all nodes, for a page that opens: of this node at once, of the
 * others when they have told it. Pages that open while the others are asked share the next question
 * and its answers, which are large. Confined to the dashboard's thread but for {@link #others}.
 */
final class Histories {
  private static final String HISTORY = "dashboard.history";

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Seconds in a message. A page counts a node as lost when no message ends for a while. */
  static final int PART = 60;

  private final BoardThread thread;
  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Seconds seconds;
  private boolean asking;

  /** What those wait for who came after the others were asked; null when nobody did. */
  private Promise<List<byte[]>> next;

  Histories(BoardThread thread, NodeCalls calls, NodeIdentity self, Seconds seconds) {
    this.thread = thread;
    this.calls = calls;
    this.self = self;
    this.seconds = seconds;
    calls.answer(HISTORY, question -> thread.call(this::kept));
  }

  private JsonObject kept() {
    return new JsonObject().put("id", self.uid()).put("columns", seconds.columns());
  }

  /** The first message of a page; small, so that it soon arrives by any link. */
  JsonObject hello() {
    return new JsonObject()
        .put("type", "hello")
        .put("node", self.uid())
        .put("version", self.version());
  }

  /** What this node has kept, as messages, newest first. */
  List<byte[]> own() {
    return messages(kept());
  }

  /** What each of the other nodes has kept, as messages; of those that answer. From any thread. */
  Future<List<byte[]>> others() {
    return thread.call(this::join).compose(joined -> joined);
  }

  // Never a question that was asked before the page came: it would miss the seconds in between.
  private Future<List<byte[]>> join() {
    if (next == null) {
      next = Promise.promise();
    }
    Future<List<byte[]>> joined = next.future();
    if (!asking) {
      ask();
    }
    return joined;
  }

  private void ask() {
    Promise<List<byte[]>> waiting = next;
    next = null;
    asking = true;
    calls
        .askEach(HISTORY, new JsonObject(), answer -> answer, PATIENCE)
        .compose(replies -> thread.call(() -> messages(replies)))
        .onComplete(told -> thread.run(this::asked))
        .onComplete(waiting);
  }

  private void asked() {
    asking = false;
    if (next != null) {
      ask();
    }
  }

  private static List<byte[]> messages(NodeReplies<JsonObject> replies) {
    return replies.others().stream()
        .filter(NodeReplies.Reply::hasCome)
        .flatMap(reply -> messages(reply.answer()).stream())
        .toList();
  }

  private static List<byte[]> messages(JsonObject history) {
    TreeMap<Long, JsonObject> seconds = new TreeMap<>();
    Seconds.merge(history.getString("id"), history.getJsonObject("columns"), seconds);
    List<byte[]> messages = new ArrayList<>();
    JsonArray part = new JsonArray();
    while (!seconds.isEmpty()) {
      var newest = seconds.pollLastEntry();
      part.add(new JsonObject().put("at", newest.getKey()).put("nodes", newest.getValue()));
      if (part.size() == PART || seconds.isEmpty()) {
        messages.add(message(part));
        part = new JsonArray();
      }
    }
    return messages;
  }

  private static byte[] message(JsonArray part) {
    return new JsonObject().put("type", "history").put("history", part).toBuffer().getBytes();
  }
}
