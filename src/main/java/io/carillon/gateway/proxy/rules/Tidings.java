package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.NodeReplies;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nodes tell each other of their rules. One per node; callable from any thread. */
final class Tidings {
  private static final Logger LOG = LoggerFactory.getLogger(Tidings.class);
  private static final String CHANGED = "rules.changed";
  private static final String CHANGES = "changes";
  private static final String STATE = "rules.state";

  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Supplier<RulesState> state;

  /**
   * @param state of this node's rules
   * @param adopt takes over changes that were made elsewhere, as they stand in the table
   */
  Tidings(
      NodeCalls calls,
      NodeIdentity self,
      Supplier<RulesState> state,
      Function<Map<String, String>, Future<Void>> adopt) {
    this.calls = calls;
    this.self = self;
    this.state = state;
    calls.answer(
        CHANGED,
        question ->
            adopt
                .apply(texts(question.getJsonObject(CHANGES, new JsonObject())))
                .map(done -> state.get().json()));
    calls.answer(STATE, question -> Future.succeededFuture(state.get().json()));
  }

  private static Map<String, String> texts(JsonObject changes) {
    return changes.fieldNames().stream().collect(Collectors.toMap(key -> key, changes::getString));
  }

  /**
   * Tells all nodes of a change, this one too, and asks how they take it. One that changes nothing
   * they know already, and are asked only.
   *
   * @return never failed: a change that is stored is made, whoever does not know yet
   */
  Future<Spread> tell(Edited edited) {
    Change change = edited.change();
    JsonObject told = new JsonObject();
    if (!edited.isNothingNew()) {
      told.put(change.of().key(), change.text());
    }
    return calls
        .askEach(CHANGED, new JsonObject().put(CHANGES, told), RulesState::read)
        .map(replies -> new Spread(change.of(), nodes(replies), true))
        .otherwise(
            cause -> {
              LOG.warn("other nodes will see a change of the rules later", cause);
              return new Spread(change.of(), List.of(own(state.get())), false);
            });
  }

  /** By which rules all nodes go; failed when it is not known who they are. */
  Future<List<NodeRules>> nodes() {
    return calls.askEach(STATE, new JsonObject(), RulesState::read).map(this::nodes);
  }

  private List<NodeRules> nodes(NodeReplies<RulesState> replies) {
    List<NodeRules> all = new ArrayList<>();
    all.add(own(replies.own()));
    replies.others().forEach(reply -> all.add(NodeRules.of(reply)));
    all.sort(NodeRules.BY_NAME);
    return List.copyOf(all);
  }

  private NodeRules own(RulesState known) {
    return new NodeRules(self.uid(), self.name(), known, null);
  }
}
