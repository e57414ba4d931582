package io.carillon.gateway.api;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /api/generations}: how many links live under which rules, and how those of old ones are
 * asked to come back. Stateless; serves all loops.
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
    return nodes
        .links()
        .map(
            links -> {
              links.putIfAbsent(current, 0);
              List<Map<String, Object>> all = new ArrayList<>();
              links.forEach((number, count) -> all.add(Map.of("number", number, "links", count)));
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("current", current);
              fields.put("generations", all);
              return RestAnswer.json(200, fields);
            });
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
