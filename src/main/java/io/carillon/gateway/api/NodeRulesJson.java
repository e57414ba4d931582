package io.carillon.gateway.api;

import io.carillon.gateway.config.Complaint;
import io.carillon.gateway.proxy.rules.NodeRules;
import io.carillon.gateway.proxy.rules.RuleName;
import io.carillon.gateway.proxy.rules.Spread;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** How the API shows what nodes say of their rules. Stateless. */
final class NodeRulesJson {
  private NodeRulesJson() {}

  /**
   * Who goes by a change: each node with its {@code state}, {@code applied}, {@code refused} with
   * its complaints, or {@code silent} with the reason.
   */
  static JsonArray of(Spread spread) {
    JsonArray all = new JsonArray();
    spread.nodes().forEach(node -> all.add(of(node, spread.changed())));
    return all;
  }

  private static JsonObject of(NodeRules node, RuleName changed) {
    JsonObject json = named(node);
    if (!node.hasAnswered()) {
      return json.put("state", "silent").put("reason", node.silence());
    }
    json.put("generation", node.state().generation());
    return node.goesBy(changed)
        ? json.put("state", "applied")
        : json.put("state", "refused").put("complaints", complaints(node.state().against(changed)));
  }

  /** All that each node has to say. */
  static JsonArray of(List<NodeRules> nodes) {
    JsonArray all = new JsonArray();
    nodes.forEach(node -> all.add(of(node)));
    return all;
  }

  private static JsonObject of(NodeRules node) {
    JsonObject json = named(node);
    if (!node.hasAnswered()) {
      return json.put("state", "silent").put("reason", node.silence());
    }
    JsonArray leftOut = new JsonArray();
    node.state().leftOut().forEach((name, why) -> leftOut.add(leftOut(name, why)));
    return json.put("generation", node.state().generation())
        .put("left_out", leftOut)
        .put("unusable", complaints(node.state().unusable()));
  }

  private static JsonObject named(NodeRules node) {
    return new JsonObject().put("name", node.name()).put("uid", node.uid());
  }

  private static JsonObject leftOut(RuleName name, List<Complaint> why) {
    JsonObject json = new JsonObject().put("kind", name.kind().name().toLowerCase(Locale.ROOT));
    if (name.kind() == RuleName.Kind.TARGET) {
      json.put("pool", name.pool());
    }
    return json.put("name", name.name()).put("complaints", complaints(why));
  }

  /** Mistakes, one by one. */
  static JsonArray complaints(List<Complaint> complaints) {
    JsonArray all = new JsonArray();
    for (Complaint complaint : complaints) {
      all.add(
          new JsonObject()
              .put("path", complaint.path())
              .put("found", complaint.found())
              .put("wanted", complaint.wanted()));
    }
    return all;
  }
}
