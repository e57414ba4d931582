package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The questions of a node that has nobody else to ask. */
public final class LonelyCalls implements NodeCalls {
  private final NodeAnswers answers = new NodeAnswers();

  @Override
  public void answer(String kind, Function<JsonObject, Future<JsonObject>> answer) {
    answers.add(kind, answer);
  }

  @Override
  public <T> Future<NodeReplies<T>> askEach(
      String kind, JsonObject question, Function<JsonObject, T> read, Duration patience) {
    return NodeReplies.gather(answers.own(kind, question).map(read), List.of());
  }

  @Override
  public Future<JsonObject> ask(String node, String kind, JsonObject question) {
    return NodeAnswers.noSuchNode(node);
  }
}
