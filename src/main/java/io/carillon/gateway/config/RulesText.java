package io.carillon.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes rules as {@link ConfigLoader} reads them. Secrets are written as {@code ***}, which {@link
 * ConfigLoader#rules} takes for the one that the pool of that name has already: so rules can be
 * exported, changed and put back by somebody who never sees them. Callable from any thread.
 */
public final class RulesText {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS)
              .build());

  private RulesText() {}

  /** Rules as YAML, for people. */
  public static String yaml(Rules rules) {
    return yaml(json(rules));
  }

  /** A tree of maps, lists, texts, numbers and flags as YAML. */
  public static String yaml(Map<String, ?> tree) {
    try {
      return YAML.writeValueAsString(tree);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree that cannot be written", impossible);
    }
  }

  /** A route as maps, lists, texts and flags: an item of the list of routes. */
  public static Map<String, Object> json(RouteConfig route) {
    return RouteTree.of(route);
  }

  /** A pool, without its name, as maps, lists, texts, numbers and flags. */
  public static Map<String, Object> json(PoolConfig pool) {
    return PoolTree.of(pool, Secret::toString);
  }

  /** The same with its secret, for other nodes of the cluster and nobody else. */
  public static Map<String, Object> jsonWithSecrets(PoolConfig pool) {
    return PoolTree.of(pool, Secret::value);
  }

  /** A target as texts and numbers: an item of a list of targets. */
  public static Map<String, Object> json(TargetConfig target) {
    return PoolTree.of(target);
  }

  /** Rules as the tree that {@link #yaml(Rules)} writes; the caller's own to change. */
  public static Map<String, Object> json(Rules rules) {
    Map<String, Object> pools = new LinkedHashMap<>();
    new TreeMap<>(rules.pools()).forEach((name, pool) -> pools.put(name, json(pool)));
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("routes", rules.routes().stream().map(RouteTree::of).toList());
    tree.put("pools", pools);
    return tree;
  }
}
