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
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the proxies of all nodes know and do, whichever is asked. One per node; callable from any
 * thread.
 */
public final class ProxyNodes {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyNodes.class);
  private static final String TARGETS = "proxy.targets";
  private static final String LINKS = "proxy.links";
  private static final String DRAIN = "proxy.drain";

  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Proxy proxy;

  public ProxyNodes(NodeCalls calls, NodeIdentity self, Proxy proxy) {
    this.calls = calls;
    this.self = self;
    this.proxy = proxy;
    calls.answer(TARGETS, question -> Future.succeededFuture(ownTargets(question)));
    calls.answer(LINKS, question -> ownLinks());
    calls.answer(DRAIN, this::drainOwn);
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

  /** Links of all nodes, by the generation of the rules they began under. */
  Future<Map<Integer, Integer>> links() {
    return calls
        .askAll(LINKS, new JsonObject(), answer -> answer.getJsonObject("links"))
        .map(
            all -> {
              Map<Integer, Integer> sum = new TreeMap<>();
              for (JsonObject links : all) {
                links
                    .fieldNames()
                    .forEach(
                        number ->
                            sum.merge(
                                Integer.valueOf(number), links.getInteger(number), Integer::sum));
              }
              return sum;
            });
  }

  private Future<JsonObject> ownLinks() {
    return proxy
        .links()
        .counts()
        .map(
            counts -> {
              JsonObject links = new JsonObject();
              counts.forEach((number, count) -> links.put(Integer.toString(number), count));
              return new JsonObject().put("links", links);
            });
  }

  /**
   * Asks the links of a generation to come back, those of all nodes.
   *
   * @param perSecond on all nodes together
   * @return how many there are; they go while nobody waits for it
   */
  Future<Integer> drain(int generation, double perSecond) {
    return links()
        .compose(
            all -> {
              int links = all.getOrDefault(generation, 0);
              JsonObject question =
                  new JsonObject()
                      .put("generation", generation)
                      .put("share", perSecond / Math.max(1, links));
              return links == 0
                  ? Future.succeededFuture(0)
                  : calls
                      .askAll(DRAIN, question, answer -> answer.getInteger("links"))
                      .map(told -> told.stream().mapToInt(Integer::intValue).sum());
            });
  }

  // Each link brings its share of the rate along, so that all nodes are done at the same time.
  private Future<JsonObject> drainOwn(JsonObject question) {
    int generation = question.getInteger("generation");
    double share = question.getDouble("share");
    return proxy
        .links()
        .counts()
        .map(
            counts -> {
              int links = counts.getOrDefault(generation, 0);
              proxy
                  .links()
                  .drain(generation, share)
                  .onSuccess(gone -> LOG.info("drained generation={} links={}", generation, gone))
                  .onFailure(cause -> LOG.error("drain failed generation={}", generation, cause));
              return new JsonObject().put("links", links);
            });
  }
}
