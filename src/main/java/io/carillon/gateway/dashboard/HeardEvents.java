package io.carillon.gateway.dashboard;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of all nodes, each once, as pages of this node get them. Confined to the dashboard's
 * thread.
 */
final class HeardEvents {
  private static final int KEPT = 200;

  /** The last number that was heard of each node, by its id. */
  private final Map<String, Long> numbers = new HashMap<>();

  /** By id, in the order in which they were heard. */
  private final Map<String, JsonObject> recent = new LinkedHashMap<>();

  private List<JsonObject> fresh = new ArrayList<>();

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
    for (Object one : events.getJsonArray("list")) {
      JsonObject event = (JsonObject) one;
      if (recent.putIfAbsent(event.getString("id"), event) == null) {
        fresh.add(event);
      }
    }
    while (recent.size() > KEPT) {
      recent.remove(recent.keySet().iterator().next());
    }
  }

  /** Those that came since the last call. */
  List<JsonObject> fresh() {
    List<JsonObject> taken = fresh;
    fresh = new ArrayList<>();
    return taken;
  }

  /** For a page that opens: what the others have got already, oldest first. */
  List<JsonObject> recent() {
    List<JsonObject> told = new ArrayList<>(recent.values());
    told.removeAll(fresh);
    return told;
  }

  /** Nobody looks any more. */
  void forget() {
    numbers.clear();
    recent.clear();
    fresh.clear();
  }
}
