package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.cluster.NodeReplies;
import java.util.Comparator;

/**
 * What a node says of its rules.
 *
 * @param uid see {@link io.carillon.gateway.cluster.NodeIdentity#uid}
 * @param state null when it did not answer
 * @param silence why it did not; null when it did
 */
public record NodeRules(String uid, String name, RulesState state, String silence) {
  static final Comparator<NodeRules> BY_NAME =
      Comparator.comparing(NodeRules::name).thenComparing(NodeRules::uid);

  static NodeRules of(NodeReplies.Reply<RulesState> reply) {
    return new NodeRules(reply.uid(), reply.name(), reply.answer(), reply.silence());
  }

  /** Whether it told by which rules it goes. */
  public boolean hasAnswered() {
    return state != null;
  }

  /** Whether it is known to go by the last change of something. */
  public boolean goesBy(RuleName changed) {
    return hasAnswered() && state.against(changed).isEmpty();
  }
}
