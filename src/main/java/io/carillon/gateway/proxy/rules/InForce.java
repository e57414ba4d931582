package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.Rules;

/**
 * Rules and which they are.
 *
 * @param generation 0 for the file's, and one more with each change, on all nodes alike; changes
 *     made on several nodes at the same moment may share a number
 */
public record InForce(Rules rules, int generation) {
  static InForce of(Merged merged) {
    return new InForce(merged.rules(), merged.changes().generation());
  }
}
