package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.Complaint;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.config.RulesText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Routes and pools as they are written, secrets included, on which changes are made before all of
 * it is read anew. For one thread.
 */
final class RulesTree {
  private static final String ORIGIN = "in the request";
  private static final Pattern ROUTE = Pattern.compile("\\broutes\\.(\\d+)");
  private static final Pattern TARGET =
      Pattern.compile("\\bpools\\.([A-Za-z0-9._-]+)\\.targets\\.(\\d+)");

  private final Map<String, Map<String, Object>> routes;
  private final Map<String, Map<String, Object>> pools;

  private RulesTree(
      Map<String, Map<String, Object>> routes, Map<String, Map<String, Object>> pools) {
    this.routes = routes;
    this.pools = pools;
  }

  static RulesTree of(Rules rules) {
    RulesTree tree = new RulesTree(new LinkedHashMap<>(), new LinkedHashMap<>());
    for (RouteConfig route : rules.routes()) {
      tree.routes.put(route.name(), RulesText.json(route));
    }
    for (PoolConfig pool : rules.pools().values()) {
      tree.pools.put(pool.name(), RulesText.jsonWithSecrets(pool));
    }
    return tree;
  }

  /** Another one with the same in it. */
  RulesTree copy() {
    return new RulesTree(new LinkedHashMap<>(routes), new LinkedHashMap<>(pools));
  }

  /** Makes a change; one of a target without its pool has nothing to change. */
  RulesTree make(Change change) {
    String name = change.of().name();
    switch (change.of().kind()) {
      case ROUTE -> set(routes, name, named(change.rule(), name));
      case POOL -> set(pools, name, change.rule());
      case TARGET ->
          pools.computeIfPresent(
              change.of().pool(), (known, pool) -> withTarget(pool, name, change.rule()));
      case ALL -> {}
    }
    return this;
  }

  private static void set(
      Map<String, Map<String, Object>> rules, String name, Map<String, Object> rule) {
    if (rule == null) {
      rules.remove(name);
    } else {
      rules.put(name, rule);
    }
  }

  private static Map<String, Object> named(Map<String, Object> rule, String name) {
    if (rule == null) {
      return null;
    }
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("name", name);
    named.putAll(rule);
    return named;
  }

  private static Map<String, Object> withTarget(
      Map<String, Object> pool, String name, Map<String, Object> rule) {
    List<Map<String, Object>> targets = new ArrayList<>();
    boolean isNew = rule != null;
    for (Map<String, Object> target : targets(pool)) {
      if (!Objects.equals(target.get("name"), name)) {
        targets.add(target);
      } else if (rule != null) {
        Map<String, Object> changed = new LinkedHashMap<>(target);
        changed.putAll(rule);
        targets.add(changed);
        isNew = false;
      }
    }
    if (isNew) {
      targets.add(named(rule, name));
    }
    Map<String, Object> changed = new LinkedHashMap<>(pool);
    changed.put("targets", targets);
    return changed;
  }

  // A pool stands here as it was written out, so its targets are maps with names.
  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> targets(Map<String, Object> pool) {
    return (List<Map<String, Object>>) pool.getOrDefault("targets", List.of());
  }

  /**
   * Reads all of it. Blocks, since files may have to be looked at.
   *
   * @param base knows all else, and the pools whose secrets {@code ***} stands for
   * @param seen whose files need not be looked at
   * @throws ConfigException with every mistake, each named after its route, pool or target
   */
  Rules read(GatewayConfig base, SeenFiles seen) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("routes", List.copyOf(routes.values()));
    tree.put("pools", seen.leaveOut(pools));
    try {
      return seen.putBack(ConfigLoader.rules(base, RulesText.yaml(tree), ORIGIN), pools);
    } catch (ConfigException invalid) {
      throw new ConfigException(invalid.complaints().stream().map(this::named).toList());
    }
  }

  // Nobody who changes one thing knows the place of anything in a list of all.
  private Complaint named(Complaint complaint) {
    return new Complaint(
        named(complaint.path()),
        complaint.found().replace(" (" + ORIGIN + ")", ""),
        named(complaint.wanted()));
  }

  private String named(String text) {
    List<String> names = List.copyOf(routes.keySet());
    String known =
        ROUTE
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement("routes." + at(names, found.group(1))));
    return TARGET.matcher(known).replaceAll(this::targetNamed);
  }

  private String targetNamed(MatchResult found) {
    List<String> names = new ArrayList<>();
    Map<String, Object> pool = pools.get(found.group(1));
    if (pool != null && pool.get("targets") instanceof List<?> targets) {
      for (Object target : targets) {
        Object name = target instanceof Map<?, ?> map ? map.get("name") : null;
        names.add(name == null ? Integer.toString(names.size()) : name.toString());
      }
    }
    return Matcher.quoteReplacement(
        "pools." + found.group(1) + ".targets." + at(names, found.group(2)));
  }

  private static String at(List<String> names, String index) {
    int at = Integer.parseInt(index);
    return at < names.size() ? names.get(at) : index;
  }
}
