package io.carillon.gateway.proxy.rules;

import java.util.List;

/**
 * How far a change has come.
 *
 * @param changed what it is about
 * @param nodes in the order of their names
 * @param isWhole whether these are all; else it is not known now which others there are
 */
public record Spread(RuleName changed, List<NodeRules> nodes, boolean isWhole) {
  /** Whether every node goes by it. */
  public boolean isEverywhere() {
    return isWhole && nodes.stream().allMatch(node -> node.goesBy(changed));
  }
}
