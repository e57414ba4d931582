package io.carillon.gateway.api;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.pool.TargetStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the targets of pools stand on all nodes, whichever is asked. One per node; callable from any
 * thread.
 */
public final class ProxyNodes {
  private static final String TARGETS = "proxy.targets";

  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Proxy proxy;

  public ProxyNodes(NodeCalls calls, NodeIdentity self, Proxy proxy) {
    this.calls = calls;
    this.self = self;
    this.proxy = proxy;
    calls.answer(TARGETS, question -> Future.succeededFuture(ownTargets(question)));
  }

  /**
   * How the targets of a pool stand, on each node.
   *
   * @param target the only one that is wanted; null for all
   */
  Future<List<Map<String, Object>>> targets(String pool, String target) {
    JsonObject question = new JsonObject().put("pool", pool).put("target", target);
    return calls
        .askAll(TARGETS, question, answer -> answer)
        .map(
            all ->
                all.stream()
                    .sorted(Comparator.comparing((JsonObject node) -> node.getString("name")))
                    .map(JsonObject::getMap)
                    .toList());
  }

  private JsonObject ownTargets(JsonObject question) {
    JsonArray targets = new JsonArray();
    Pool pool = proxy.pool(question.getString("pool"));
    String wanted = question.getString("target");
    if (pool != null) {
      for (Target target : pool.targets()) {
        if (wanted == null || wanted.equals(target.name())) {
          targets.add(json(target.status()));
        }
      }
    }
    return new JsonObject()
        .put("name", self.name())
        .put("uid", self.uid())
        .put("panics", pool != null && pool.panics())
        .put("targets", targets);
  }

  private static JsonObject json(TargetStatus status) {
    JsonObject json =
        new JsonObject()
            .put("name", status.name())
            .put("health", status.health().toString().toLowerCase(Locale.ROOT))
            .put("open", status.open())
            .put("most_open", status.mostOpen())
            .put("total", status.total())
            .put("failures", status.failures())
            .put("changed", status.changed().toString())
            .put("reason", status.reason());
    status.ejectedUntil().ifPresent(until -> json.put("ejected_until", until.toString()));
    return json;
  }
}
