package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Questions that one node asks all of them, itself among them. For what operators ask now and then,
 * not for publications. Callable from any thread; futures may complete on any thread.
 */
public interface NodeCalls {
  /** That a node has to answer what is not said to be more urgent. */
  Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * Sets how this node answers one kind of question. To be called before the node is ready.
   *
   * @param answer called on any thread
   */
  void answer(String kind, Function<JsonObject, Future<JsonObject>> answer);

  /**
   * Asks every node of the cluster.
   *
   * @param read takes an answer apart; what it throws counts against the node that answered
   * @param patience with each node
   * @return what was read, and who left, did not answer in time or made no sense, which is logged;
   *     failed when this node itself fails to answer, and with {@code UNAVAILABLE} when it cannot
   *     know who else is there
   */
  <T> Future<NodeReplies<T>> askEach(
      String kind, JsonObject question, Function<JsonObject, T> read, Duration patience);

  /**
   * Asks one other node. Questions of one kind to one node come in the order in which they were
   * asked, those that come.
   *
   * @param node see {@link NodeIdentity#uid}
   * @return its answer; failed with {@code NOT_AVAILABLE} when there is no such node, and with
   *     anything else when it is not known what became of the question
   */
  Future<JsonObject> ask(String node, String kind, JsonObject question);

  /** The same with {@link #PATIENCE}. */
  default <T> Future<NodeReplies<T>> askEach(
      String kind, JsonObject question, Function<JsonObject, T> read) {
    return askEach(kind, question, read, PATIENCE);
  }

  /** The same for those who only want what was read, this node's first. */
  default <T> Future<List<T>> askAll(
      String kind, JsonObject question, Function<JsonObject, T> read) {
    return askEach(kind, question, read).map(NodeReplies::answers);
  }
}
