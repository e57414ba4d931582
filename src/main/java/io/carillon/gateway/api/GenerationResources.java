package io.carillon.gateway.api;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
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
 * {@code /api/generations}: which rules each node goes by and what it has against others, how many
 * links live under which, and how those of old ones are asked to come back. Stateless; serves all
 * loops.
 */
public final class GenerationResources {
  private static final double DEFAULT_RATE = 100;
  private static final double HIGHEST_RATE = 1_000_000;

  private final RunningRules rules;
  private final ProxyNodes nodes;

  public GenerationResources(RunningRules rules, ProxyNodes nodes) {
    this.rules = rules;
    this.nodes = nodes;
  }

  /** Adds the paths of all resources. */
  public void addTo(RestApi api) {
    api.add("/api/generations", new RestApi.Methods().with(HttpMethod.GET, this::list));
    api.add(
        "/api/generations/:number/drain", new RestApi.Methods().with(HttpMethod.POST, this::drain));
  }

  private Future<RestAnswer> list(RoutingContext context) {
    int current = rules.generation();
    return Future.all(nodes.links(), rules.nodes())
        .map(
            all -> {
              Map<Integer, Integer> links = all.resultAt(0);
              List<NodeRules> states = all.resultAt(1);
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("current", current);
              fields.put("generations", generations(current, links));
              fields.put("nodes", NodeRulesJson.of(states));
              return RestAnswer.json(200, fields);
            });
  }

  private static List<Map<String, Object>> generations(int current, Map<Integer, Integer> links) {
    Map<Integer, Integer> sorted = new TreeMap<>(links);
    sorted.putIfAbsent(current, 0);
    List<Map<String, Object>> all = new ArrayList<>();
    sorted.forEach((number, count) -> all.add(Map.of("number", number, "links", count)));
    return all;
  }

  private Future<RestAnswer> drain(RoutingContext context) {
    int number = number(context.pathParam("number"));
    double rate = rate(RestApi.body(context));
    return nodes
        .drain(number, rate)
        .map(
            links -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("number", number);
              fields.put("links", links);
              return RestAnswer.json(200, fields);
            });
  }

  private static int number(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException malformed) {
      throw new GatewayException(ErrorCode.NOT_AVAILABLE, "no such generation");
    }
  }

  private static double rate(Map<String, Object> body) {
    Object rate = body.getOrDefault("rate", DEFAULT_RATE);
    if (body.keySet().stream().anyMatch(key -> !key.equals("rate"))
        || !(rate instanceof Number number)
        || !(number.doubleValue() > 0 && number.doubleValue() <= HIGHEST_RATE)) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST,
          "rate: wanted how many links a second, more than 0 and at most 1000000");
    }
    return number.doubleValue();
  }
}
