package io.carillon.gateway.api;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.proxy.ProxyLinks;
import io.carillon.gateway.proxy.link.LinkTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of all nodes by their kinds, and how some of them are asked to come back. One per node;
 * callable from any thread.
 */
public final class LinkNodes {
  private static final Logger LOG = LoggerFactory.getLogger(LinkNodes.class);
  private static final String LINKS = "proxy.links";
  private static final String DRAIN = "proxy.drain";

  private final NodeCalls calls;
  private final ProxyLinks links;

  /**
   * @param links of this node
   */
  public LinkNodes(NodeCalls calls, ProxyLinks links) {
    this.calls = calls;
    this.links = links;
    calls.answer(LINKS, question -> ownLinks());
    calls.answer(DRAIN, this::drainOwn);
  }

  /** How many there are of each kind. */
  Future<Map<LinkTable.Group, Integer>> counts() {
    return calls
        .askAll(LINKS, new JsonObject(), LinkNodes::groups)
        .map(
            all -> {
              Map<LinkTable.Group, Integer> sum = new HashMap<>();
              all.forEach(
                  counts ->
                      counts.forEach((group, count) -> sum.merge(group, count, Integer::sum)));
              return sum;
            });
  }

  private Future<JsonObject> ownLinks() {
    return links
        .counts()
        .map(
            counts -> {
              JsonArray groups = new JsonArray();
              Map<Integer, Integer> generations = new HashMap<>();
              counts.forEach(
                  (group, count) -> {
                    groups.add(
                        new JsonObject()
                            .put("pool", group.pool())
                            .put("target", group.target())
                            .put("generation", group.generation())
                            .put("links", count));
                    generations.merge(group.generation(), count, Integer::sum);
                  });
              return new JsonObject().put("groups", groups).put("links", links(generations));
            });
  }

  // All that nodes of another version look for, or have, in the midst of an upgrade.
  private static JsonObject links(Map<Integer, Integer> generations) {
    JsonObject links = new JsonObject();
    generations.forEach((number, count) -> links.put(Integer.toString(number), count));
    return links;
  }

  private static Map<LinkTable.Group, Integer> groups(JsonObject answer) {
    Map<LinkTable.Group, Integer> counts = new HashMap<>();
    if (!answer.containsKey("groups")) {
      answer
          .getJsonObject("links")
          .forEach(
              one ->
                  counts.put(
                      new LinkTable.Group("", "", Integer.parseInt(one.getKey())),
                      (Integer) one.getValue()));
      return counts;
    }
    for (Object one : answer.getJsonArray("groups")) {
      JsonObject group = (JsonObject) one;
      counts.put(
          new LinkTable.Group(
              group.getString("pool"), group.getString("target"), group.getInteger("generation")),
          group.getInteger("links"));
    }
    return counts;
  }

  /**
   * Asks links to come back, those of all nodes.
   *
   * @param perSecond on all nodes together
   * @return how many there are; they go while nobody waits for it
   */
  Future<Integer> drain(LinkChoice who, double perSecond) {
    return counts()
        .compose(
            all -> {
              int meant = who.count(all);
              JsonObject question = who.json().put("share", perSecond / Math.max(1, meant));
              return meant == 0
                  ? Future.succeededFuture(0)
                  : calls
                      .askAll(DRAIN, question, answer -> answer.getInteger("links"))
                      .map(told -> told.stream().mapToInt(Integer::intValue).sum());
            });
  }

  // Each link brings its share of the rate along, so that all nodes are done at the same time.
  private Future<JsonObject> drainOwn(JsonObject question) {
    LinkChoice who = LinkChoice.of(question);
    double share = question.getDouble("share");
    return links
        .counts()
        .map(
            counts -> {
              links
                  .drain(who::means, share)
                  .onSuccess(gone -> LOG.info("drained {} links={}", who, gone))
                  .onFailure(cause -> LOG.error("drain failed {}", who, cause));
              return new JsonObject().put("links", who.count(counts));
            });
  }
}
