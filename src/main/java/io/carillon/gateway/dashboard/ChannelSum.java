package io.carillon.gateway.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/** A channel as all nodes together see it. For one thread. */
final class ChannelSum {
  private final String name;
  private final TreeMap<String, Integer> byNode = new TreeMap<>();
  private int subscribers;
  private float rate;

  ChannelSum(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** What a node says. All nodes that listen hear the same publications. */
  void add(String node, ChannelUse use) {
    if (use.subscribers() > 0) {
      byNode.merge(node, use.subscribers(), Integer::sum);
      subscribers += use.subscribers();
      rate = Math.max(rate, use.rate());
    }
  }

  ChannelUse use() {
    return new ChannelUse(name, subscribers, rate);
  }

  /** How many listen where. */
  JsonArray subscribers() {
    JsonArray all = new JsonArray();
    byNode.forEach(
        (node, count) -> all.add(new JsonObject().put("node", node).put("count", count)));
    return all;
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("name", name)
        .put("subscribers", subscribers)
        .put("rate", Math.round(rate * 100) / 100.0)
        .put("nodes", new JsonArray(new java.util.ArrayList<>(byNode.keySet())));
  }
}
