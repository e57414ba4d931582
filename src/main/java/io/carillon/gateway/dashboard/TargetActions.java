package io.carillon.gateway.dashboard;

import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.proxy.rules.RulesEditor;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;

/** What people do to targets from a page, on all nodes; all pages are told who did it. */
final class TargetActions {
  private final RunningRules rules;
  private final RulesEditor editor;
  private final Events events;

  TargetActions(RunningRules rules, Events events) {
    this.rules = rules;
    this.editor = new RulesEditor(rules);
    this.events = events;
  }

  /** Answers a page's {@code target}. */
  Future<JsonObject> change(FeedClient page, RawJson question) {
    String pool = question.string("pool");
    String target = question.string("target");
    checkIsThere(pool, target);
    Map<String, Object> change = change(question.object("change"));
    return editor
        .putTarget(pool, target, change)
        .map(
            done -> {
              String what = change.toString().replaceAll("[{}]", "").replace("=", " ");
              events.add("action", pool + "/" + target + ": " + what, page.grant().user());
              return new JsonObject().put("done", true);
            })
        .recover(TargetActions::explain);
  }

  private void checkIsThere(String pool, String target) {
    PoolConfig config = rules.rules().pools().get(pool);
    if (config == null) {
      throw new GatewayException(ErrorCode.NOT_AVAILABLE, "no such pool");
    }
    if (config.targets().stream().noneMatch(one -> one.name().equals(target))) {
      throw new GatewayException(ErrorCode.NOT_AVAILABLE, "no such target");
    }
  }

  private static Map<String, Object> change(RawJson change) {
    Set<String> names = change == null ? Set.of() : change.names();
    if (names.equals(Set.of("maintenance"))) {
      return Map.of("state", change.bool("maintenance") ? "maintenance" : "enabled");
    }
    if (names.equals(Set.of("drain"))) {
      return Map.of("state", change.bool("drain") ? "drain" : "enabled");
    }
    if (names.equals(Set.of("weight"))) {
      return Map.of("weight", change.integer("weight", 0, Integer.MAX_VALUE));
    }
    throw new MalformedMessage("change: wanted one of maintenance, drain and weight");
  }

  private static Future<JsonObject> explain(Throwable cause) {
    return Future.failedFuture(
        cause instanceof ConfigException wrong
            ? new GatewayException(ErrorCode.BAD_REQUEST, wrong.getMessage())
            : cause);
  }
}
