package io.carillon.gateway.dashboard;

import java.util.List;

/**
 * Whether clients should be sent to a node.
 *
 * @param state ready, draining or unready
 * @param reasons why not, for people
 */
public record NodeState(String state, List<String> reasons) {
  public NodeState {
    reasons = List.copyOf(reasons);
  }

  /** The state and why; a reason that begins with the state does not say it again. */
  String inWords() {
    if (reasons.isEmpty()) {
      return state;
    }
    String all = String.join("; ", reasons);
    return all.startsWith(state + ":") ? all : state + ": " + all;
  }
}
