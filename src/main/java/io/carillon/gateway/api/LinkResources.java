package io.carillon.gateway.api;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code /api/generations/{number}/drain} and {@code /api/pools/{pool}/targets/{name}/drain}: asks
 * links of old rules, or of one target, to come back. Stateless; serves all loops.
 */
public final class LinkResources {
  private static final double DEFAULT_RATE = 100;
  private static final double HIGHEST_RATE = 1_000_000;

  private final RunningRules rules;
  private final LinkNodes nodes;

  public LinkResources(RunningRules rules, LinkNodes nodes) {
    this.rules = rules;
    this.nodes = nodes;
  }

  /** Adds the paths of all resources. */
  public void addTo(RestApi api) {
    api.add(
        "/api/generations/:number/drain",
        new RestApi.Methods().with(HttpMethod.POST, this::drainGeneration));
    api.add(
        "/api/pools/:pool/targets/:name/drain",
        new RestApi.Methods().with(HttpMethod.POST, this::drainTarget));
  }

  private Future<RestAnswer> drainGeneration(RoutingContext context) {
    int number = number(context.pathParam("number"));
    double rate = rate(RestApi.body(context));
    return nodes
        .drain(LinkChoice.ofGeneration(number), rate)
        .map(
            links -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("number", number);
              fields.put("links", links);
              return RestAnswer.json(200, fields);
            });
  }

  private Future<RestAnswer> drainTarget(RoutingContext context) {
    String pool = context.pathParam("pool");
    String target = context.pathParam("name");
    double rate = rate(RestApi.body(context));
    return nodes
        .drain(LinkChoice.ofTarget(pool, target), rate)
        .map(
            links -> {
              // One that was taken out has links all the same.
              if (links == 0 && !isThere(pool, target)) {
                throw new GatewayException(ErrorCode.NOT_AVAILABLE, "no such target");
              }
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("pool", pool);
              fields.put("target", target);
              fields.put("links", links);
              return RestAnswer.json(200, fields);
            });
  }

  private boolean isThere(String name, String target) {
    PoolConfig pool = rules.rules().pools().get(name);
    return pool != null && pool.targets().stream().anyMatch(one -> one.name().equals(target));
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
