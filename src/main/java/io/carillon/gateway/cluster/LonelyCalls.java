package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The questions of a node that has nobody else to ask. */
public final class LonelyCalls implements NodeCalls {
  private final Map<String, Function<JsonObject, Future<JsonObject>>> answers =
      new ConcurrentHashMap<>();

  @Override
  public void answer(String kind, Function<JsonObject, Future<JsonObject>> answer) {
    answers.put(kind, answer);
  }

  @Override
  public <T> Future<List<T>> askAll(
      String kind, JsonObject question, Function<JsonObject, T> read) {
    return answerOwn(kind, question).map(read).map(Collections::singletonList);
  }

  /** This node's own answer; whatever goes wrong, it does so in the future. */
  Future<JsonObject> answerOwn(String kind, JsonObject question) {
    Function<JsonObject, Future<JsonObject>> answer = answers.get(kind);
    if (answer == null) {
      return Future.failedFuture(new IllegalArgumentException("no answer to " + kind));
    }
    try {
      return answer.apply(question);
    } catch (RuntimeException unanswerable) {
      return Future.failedFuture(unanswerable);
    }
  }
}
