package io.carillon.gateway.api;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.config.RulesText;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.proxy.rules.RulesEditor;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.carillon.gateway.proxy.rules.Spread;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code /api/routes}, {@code /api/pools} and {@code /api/rules}. Stateless; serves all loops. */
public final class RulesResources {
  private final RunningRules rules;
  private final RulesEditor editor;
  private final ProxyNodes nodes;

  public RulesResources(RunningRules rules, ProxyNodes nodes) {
    this.rules = rules;
    this.editor = new RulesEditor(rules);
    this.nodes = nodes;
  }

  /** Adds the paths of all resources. */
  public void addTo(RestApi api) {
    api.add("/api/routes", get(this::routes));
    api.add(
        "/api/routes/:name",
        get(this::route)
            .with(HttpMethod.PUT, this::putRoute)
            .with(HttpMethod.DELETE, context -> done(editor.deleteRoute(name(context)))));
    api.add("/api/pools", get(this::pools));
    api.add(
        "/api/pools/:pool",
        get(this::pool)
            .with(HttpMethod.PUT, this::putPool)
            .with(HttpMethod.DELETE, context -> done(editor.deletePool(poolName(context)))));
    api.add("/api/pools/:pool/targets", get(this::targets));
    api.add(
        "/api/pools/:pool/targets/:name",
        get(this::target)
            .with(HttpMethod.PUT, this::putTarget)
            .with(
                HttpMethod.DELETE,
                context -> done(editor.deleteTarget(poolName(context), name(context)))));
    api.add("/api/rules.yaml", get(this::export));
    api.add(
        "/api/rules",
        new RestApi.Methods().with(HttpMethod.DELETE, context -> done(editor.forgetAll())));
  }

  private static RestApi.Methods get(Function<RoutingContext, Future<RestAnswer>> action) {
    return new RestApi.Methods().with(HttpMethod.GET, action);
  }

  private Future<RestAnswer> routes(RoutingContext context) {
    return found(Map.of("routes", rules.rules().routes().stream().map(RulesText::json).toList()));
  }

  private Future<RestAnswer> route(RoutingContext context) {
    String name = name(context);
    return found(shown(name, "route", RulesText.json(route(rules.rules(), name))));
  }

  private Future<RestAnswer> putRoute(RoutingContext context) {
    String name = name(context);
    return editor
        .putRoute(name, RestApi.body(context))
        .map(put -> answer(put, shown(name, "route", RulesText.json(route(put.rules(), name)))));
  }

  private Future<RestAnswer> pools(RoutingContext context) {
    return found(Map.of("pools", RulesText.json(rules.rules()).get("pools")));
  }

  private Future<RestAnswer> pool(RoutingContext context) {
    PoolConfig pool = pool(rules.rules(), poolName(context));
    return nodes
        .targets(pool.name(), null)
        .map(
            all -> {
              Map<String, Object> shown = shown(pool.name(), "pool", RulesText.json(pool));
              shown.put("nodes", all);
              return RestAnswer.json(200, shown);
            });
  }

  private Future<RestAnswer> putPool(RoutingContext context) {
    String name = poolName(context);
    return editor
        .putPool(name, RestApi.body(context))
        .map(put -> answer(put, shown(name, "pool", RulesText.json(pool(put.rules(), name)))));
  }

  private Future<RestAnswer> targets(RoutingContext context) {
    PoolConfig pool = pool(rules.rules(), poolName(context));
    return found(Map.of("targets", pool.targets().stream().map(RulesText::json).toList()));
  }

  private Future<RestAnswer> target(RoutingContext context) {
    String pool = poolName(context);
    TargetConfig target = target(rules.rules(), pool, name(context));
    return nodes
        .targets(pool, target.name())
        .map(
            all -> {
              Map<String, Object> shown = shown(target.name(), "target", RulesText.json(target));
              shown.put("nodes", all);
              return RestAnswer.json(200, shown);
            });
  }

  private Future<RestAnswer> putTarget(RoutingContext context) {
    String pool = poolName(context);
    String name = name(context);
    return editor
        .putTarget(pool, name, RestApi.body(context))
        .map(
            put ->
                answer(
                    put, shown(name, "target", RulesText.json(target(put.rules(), pool, name)))));
  }

  private Future<RestAnswer> export(RoutingContext context) {
    return Future.succeededFuture(
        RestAnswer.text("application/yaml; charset=utf-8", RulesText.yaml(rules.rules())));
  }

  private static Map<String, Object> shown(String name, String kind, Map<String, Object> rule) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", name);
    shown.put(kind, rule);
    return shown;
  }

  private static Future<RestAnswer> found(Map<String, Object> fields) {
    return Future.succeededFuture(RestAnswer.json(200, fields));
  }

  // 202 where it is stored but not every node goes by it: one may be away, or have another file.
  private static RestAnswer answer(RulesEditor.Outcome put, Map<String, Object> fields) {
    int done = put.isNew() ? 201 : 200;
    return RestAnswer.json(put.spread().isEverywhere() ? done : 202, spread(put.spread(), fields));
  }

  private static Future<RestAnswer> done(Future<RulesEditor.Outcome> deleted) {
    return deleted.map(
        outcome ->
            outcome.spread().isEverywhere()
                ? RestAnswer.done()
                : RestAnswer.json(202, spread(outcome.spread(), new LinkedHashMap<>())));
  }

  private static Map<String, Object> spread(Spread spread, Map<String, Object> fields) {
    fields.put("nodes", NodeRulesJson.of(spread));
    if (!spread.isWhole()) {
      fields.put("others", "it is not known now which other nodes there are");
    }
    return fields;
  }

  private static String name(RoutingContext context) {
    return context.pathParam("name");
  }

  private static String poolName(RoutingContext context) {
    return context.pathParam("pool");
  }

  private static RouteConfig route(Rules rules, String name) {
    return there(
        rules.routes().stream().filter(route -> route.name().equals(name)).findFirst(), "route");
  }

  private static PoolConfig pool(Rules rules, String name) {
    return there(Optional.ofNullable(rules.pools().get(name)), "pool");
  }

  private static TargetConfig target(Rules rules, String pool, String name) {
    return there(
        pool(rules, pool).targets().stream().filter(one -> one.name().equals(name)).findFirst(),
        "target");
  }

  private static <T> T there(Optional<T> found, String what) {
    return found.orElseThrow(
        () -> new GatewayException(ErrorCode.NOT_AVAILABLE, "no such " + what));
  }
}
