package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What operators may do to the rules while they are in force. Callable from any thread. Futures
 * fail with {@link ConfigException} when a rule is not valid, with {@code NOT_AVAILABLE} when there
 * is no such thing, with {@code CONFLICT} when others need it, and with {@code UNAVAILABLE} when
 * the change cannot be kept now; all but the last leave everything as it was.
 */
public final class RulesEditor {
  private static final String NAME = "name";

  private final RunningRules rules;

  public RulesEditor(RunningRules rules) {
    this.rules = rules;
  }

  /** Adds a route or replaces it, as a whole. */
  public Future<Outcome> putRoute(String name, Map<String, Object> route) {
    return put(RuleName.route(name), route);
  }

  /** Takes a route out. */
  public Future<Outcome> deleteRoute(String name) {
    return delete(RuleName.route(name));
  }

  /** Adds a pool or replaces it, as a whole. */
  public Future<Outcome> putPool(String name, Map<String, Object> pool) {
    return put(RuleName.pool(name), pool);
  }

  /** Takes out a pool that no route leads to. */
  public Future<Outcome> deletePool(String name) {
    return rules.change(
        before -> {
          Change change = removal(before, RuleName.pool(name));
          String users =
              before.rules().routes().stream()
                  .filter(route -> leadsTo(route, name))
                  .map(RouteConfig::name)
                  .collect(Collectors.joining(", "));
          if (!users.isEmpty()) {
            throw new GatewayException(ErrorCode.CONFLICT, "routes lead to it: " + users);
          }
          return change;
        });
  }

  private static boolean leadsTo(RouteConfig route, String pool) {
    return route.action() instanceof RouteConfig.Proxy proxy && proxy.pool().equals(pool);
  }

  /** Adds a target to a pool, or changes of it what is given. */
  public Future<Outcome> putTarget(String pool, String name, Map<String, Object> target) {
    RuleName of = RuleName.target(pool, name);
    checkName(name, target);
    return rules.change(
        before -> {
          pool(before, pool);
          Map<String, Object> all = new LinkedHashMap<>(earlier(before, of));
          all.putAll(target);
          all.remove(NAME);
          return new Change(of, Stamp.NEVER, all);
        });
  }

  // What was changed of it before, unless all of its pool was changed or it was taken out since.
  private static Map<String, Object> earlier(Merged before, RuleName target) {
    Change known = before.changes().of(target);
    Change pool = before.changes().of(RuleName.pool(target.pool()));
    boolean isOver = known == null || known.rule() == null || !before.has(target);
    return isOver || (pool != null && pool.stamp().isAfter(known.stamp()))
        ? Map.of()
        : known.rule();
  }

  /** Takes a target out of its pool. */
  public Future<Outcome> deleteTarget(String pool, String name) {
    return rules.change(
        before -> {
          pool(before, pool);
          return removal(before, RuleName.target(pool, name));
        });
  }

  /** Forgets all changes: on each node its file is in force again. */
  public Future<Outcome> forgetAll() {
    return rules.change(before -> new Change(RuleName.ALL, Stamp.NEVER, null));
  }

  private Future<Outcome> put(RuleName of, Map<String, Object> rule) {
    checkName(of.name(), rule);
    return rules.change(before -> new Change(of, Stamp.NEVER, rule));
  }

  private Future<Outcome> delete(RuleName of) {
    return rules.change(before -> removal(before, of));
  }

  private static Change removal(Merged before, RuleName of) {
    if (!before.has(of)) {
      throw missing(of.kind().toString().toLowerCase(Locale.ROOT));
    }
    return new Change(of, Stamp.NEVER, null);
  }

  private static PoolConfig pool(Merged before, String name) {
    PoolConfig pool = before.rules().pools().get(name);
    if (pool == null) {
      throw missing("pool");
    }
    return pool;
  }

  private static GatewayException missing(String what) {
    return new GatewayException(ErrorCode.NOT_AVAILABLE, "no such " + what);
  }

  private static void checkName(String name, Map<String, Object> rule) {
    if (rule.containsKey(NAME) && !name.equals(rule.get(NAME))) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "name: another one than in the path");
    }
  }

  /**
   * What became of it.
   *
   * @param isNew whether it was not there before
   * @param rules in force now
   * @param spread on which nodes; it holds on all that there are in the end, as far as their files
   *     let it, also on those that do not answer now
   */
  public record Outcome(boolean isNew, Rules rules, Spread spread) {
    static Outcome of(Edited edited, Spread spread) {
      boolean isNew = !edited.before().has(edited.change().of());
      return new Outcome(isNew, edited.after().rules(), spread);
    }
  }
}
