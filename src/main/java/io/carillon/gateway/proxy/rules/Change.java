package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.config.RulesText;
import io.carillon.gateway.config.TargetConfig;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * One change of the rules.
 *
 * @param rule as it stands in the file; of a target only what differs; null when it is taken out,
 *     and when all is to be as in the file again
 */
record Change(RuleName of, Stamp stamp, Map<String, Object> rule) {
  private static final String NUMBER = "number";
  private static final String NODE = "node";
  private static final String RULE = "rule";

  /** As it stands in the table and is told to other nodes, secrets included. */
  String text() {
    JsonObject json = new JsonObject().put(NUMBER, stamp.number()).put(NODE, stamp.node());
    if (rule != null) {
      json.put(RULE, new JsonObject(rule));
    }
    return json.encode();
  }

  /** The same, a route or pool as it was understood: with all its keys, and the secrets it has. */
  Change written(Rules read) {
    if (rule == null) {
      return this;
    }
    return switch (of.kind()) {
      case ROUTE -> with(route(read, of.name()).map(RulesText::json));
      case POOL -> with(Optional.of(RulesText.jsonWithSecrets(read.pools().get(of.name()))));
      case TARGET, ALL -> this;
    };
  }

  /** The same for something that was not there, so that nothing of the file's shows through. */
  Change writtenWhole(Rules read) {
    return rule != null && of.kind() == RuleName.Kind.TARGET
        ? with(target(read, of).map(RulesText::json))
        : written(read);
  }

  private Change with(Optional<Map<String, Object>> understood) {
    return new Change(of, stamp, understood.orElseThrow());
  }

  static Optional<RouteConfig> route(Rules rules, String name) {
    return rules.routes().stream().filter(route -> route.name().equals(name)).findFirst();
  }

  static Optional<TargetConfig> target(Rules rules, RuleName name) {
    PoolConfig pool = rules.pools().get(name.pool());
    return pool == null
        ? Optional.empty()
        : pool.targets().stream().filter(target -> target.name().equals(name.name())).findFirst();
  }

  /** Takes {@link #text} apart; throws some {@code RuntimeException} when it is none. */
  static Change parse(String key, String text) {
    JsonObject json = new JsonObject(text);
    JsonObject rule = json.getJsonObject(RULE);
    return new Change(
        RuleName.parse(key),
        new Stamp(json.getInteger(NUMBER), json.getString(NODE)),
        rule == null ? null : rule.getMap());
  }
}
