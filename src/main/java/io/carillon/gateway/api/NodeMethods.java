package io.carillon.gateway.api;

import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code info}: the nodes and how much they hold. */
final class NodeMethods {
  private final EveryNode nodes;

  NodeMethods(EveryNode nodes) {
    this.nodes = nodes;
  }

  void addTo(Map<String, ApiMethod> methods) {
    methods.put("info", this::info);
  }

  private Future<Consumer<JsonWriter>> info(RawJson request) {
    return nodes.info().map(all -> json -> write(all, json));
  }

  private static void write(List<NodeInfo> all, JsonWriter json) {
    json.name("nodes").beginArray();
    all.forEach(node -> node.write(json));
    json.endArray();
  }
}
