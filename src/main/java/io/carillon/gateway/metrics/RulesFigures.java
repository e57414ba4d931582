package io.carillon.gateway.metrics;

import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.NavigableMap;

/** By which rules this node goes, and who is still here of those before. From any thread. */
public final class RulesFigures {
  private final PrometheusRegistry registry;

  RulesFigures(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Reads what rules and a proxy know of themselves. Once. */
  public void watch(RunningRules rules, Proxy proxy) {
    registry.register(Rows.of(rows -> tell(rows, rules.generation(), proxy.links().generations())));
  }

  private static void tell(Rows rows, int inForce, NavigableMap<Integer, Integer> links) {
    NavigableMap<Integer, Integer> older = links.headMap(inForce, false);
    rows.gauge("carillon_rules_generation", "The number of the rules in force", inForce)
        .gauge(
            "carillon_rules_oldest_generation",
            "The number of the oldest rules that a link still goes by, or of those in force",
            older.isEmpty() ? inForce : older.firstKey())
        .gauge(
            "carillon_rules_outdated_links",
            "Links that live on under rules before those in force",
            older.values().stream().mapToLong(Integer::longValue).sum());
  }
}
