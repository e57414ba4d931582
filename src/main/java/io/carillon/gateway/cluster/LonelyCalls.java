package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
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
  public Future<List<JsonObject>> askAll(String kind, JsonObject question) {
    return answerOwn(kind, question).map(List::of);
  }

  /** This node's own answer. */
  Future<JsonObject> answerOwn(String kind, JsonObject question) {
    Function<JsonObject, Future<JsonObject>> answer = answers.get(kind);
    return answer == null
        ? Future.failedFuture(new IllegalArgumentException("no answer to " + kind))
        : answer.apply(question);
  }
}
