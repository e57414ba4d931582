package io.carillon.gateway.dashboard;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of all nodes, each once, as pages of this node get them. Confined to the dashboard's
 * thread.
 */
final class HeardEvents {
  private static final int KEPT = 200;
  private static final int KEPT_OF_KIND = 80;

  /** The last number that was heard of each node, by its id. */
  private final Map<String, Long> numbers = new HashMap<>();

  private final RecentEvents recent = new RecentEvents(KEPT, KEPT_OF_KIND);

  /** The number of the last one that pages got. */
  private long shown;

  /** What to ask the nodes with: how far each was heard. */
  JsonObject question() {
    JsonObject since = new JsonObject();
    numbers.forEach(since::put);
    return since;
  }

  /** What a node is asked with; {@link Events#NEVER} when it is asked for the first time. */
  static long heardOf(String node, JsonObject question) {
    return question.getLong(node, Events.NEVER);
  }

  /** Takes what {@link Events#since} a node answered. */
  void take(String node, JsonObject events) {
    numbers.put(node, events.getLong("last"));
    events.getJsonArray("list").forEach(event -> recent.add((JsonObject) event));
  }

  /** Those that came since the last call. */
  List<JsonObject> fresh() {
    List<JsonObject> fresh = recent.since(shown);
    shown = recent.last();
    return fresh;
  }

  /** For a page that opens: what the others have got already, oldest first. */
  List<JsonObject> recent() {
    return recent.until(shown);
  }

  /** Nobody looks any more. */
  void forget() {
    numbers.clear();
    recent.clear();
    shown = recent.last();
  }
}
