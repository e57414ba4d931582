package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a question to all nodes.
 *
 * @param own answer of the node that asked
 * @param others every other node that was there when it was asked
 */
public record NodeReplies<T>(T own, List<Reply<T>> others) {
  /** The answers that came, this node's first. */
  public List<T> answers() {
    List<T> all = new ArrayList<>();
    all.add(own);
    others.stream().filter(Reply::hasCome).map(Reply::answer).forEach(all::add);
    return all;
  }

  /**
   * All of them, never before all have ended.
   *
   * @param mine fails it all
   * @param theirs fail with nothing
   */
  public static <T> Future<NodeReplies<T>> gather(Future<T> mine, List<Future<Reply<T>>> theirs) {
    return mine.compose(
        own ->
            Future.join(theirs)
                .map(any -> new NodeReplies<>(own, theirs.stream().map(Future::result).toList())));
  }

  /**
   * What came of one node.
   *
   * @param uid see {@link NodeIdentity#uid}
   * @param answer null when none came
   * @param silence why none came; null when one did
   */
  public record Reply<T>(String uid, String name, T answer, String silence) {
    /** Whether there is an answer. */
    public boolean hasCome() {
      return silence == null;
    }
  }
}
