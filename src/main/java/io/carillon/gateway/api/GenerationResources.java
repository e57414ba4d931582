package io.carillon.gateway.api;

import io.carillon.gateway.proxy.link.LinkTable;
import io.carillon.gateway.proxy.rules.NodeRules;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code /api/generations}: which rules each node goes by and what it has against others, and how
 * many links live under which. Stateless; serves all loops.
 */
public final class GenerationResources {
  private final RunningRules rules;
  private final LinkNodes nodes;

  public GenerationResources(RunningRules rules, LinkNodes nodes) {
    this.rules = rules;
    this.nodes = nodes;
  }

  /** Adds the paths of all resources. */
  public void addTo(RestApi api) {
    api.add("/api/generations", new RestApi.Methods().with(HttpMethod.GET, this::list));
  }

  private Future<RestAnswer> list(RoutingContext context) {
    int current = rules.generation();
    return Future.all(nodes.counts(), rules.nodes())
        .map(
            all -> {
              Map<LinkTable.Group, Integer> links = all.resultAt(0);
              List<NodeRules> states = all.resultAt(1);
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("current", current);
              fields.put("generations", generations(current, links));
              fields.put("nodes", NodeRulesJson.of(states));
              return RestAnswer.json(200, fields);
            });
  }

  private static List<Map<String, Object>> generations(
      int current, Map<LinkTable.Group, Integer> links) {
    Map<Integer, Integer> sorted = new TreeMap<>();
    links.forEach((group, count) -> sorted.merge(group.generation(), count, Integer::sum));
    sorted.putIfAbsent(current, 0);
    List<Map<String, Object>> all = new ArrayList<>();
    sorted.forEach((number, count) -> all.add(Map.of("number", number, "links", count)));
    return all;
  }
}
