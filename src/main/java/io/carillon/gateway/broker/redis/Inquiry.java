package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The answers to one question, which may come before it is known who was asked. On one loop. */
final class Inquiry {
  private final Map<String, Promise<JsonObject>> answers = new HashMap<>();
  private boolean over;

  /** The answers of all nodes that were asked. */
  Map<String, Future<JsonObject>> of(Map<String, RedisNodes.Asked> asked) {
    Map<String, Future<JsonObject>> all = new LinkedHashMap<>();
    asked.forEach(
        (node, how) -> {
          Promise<JsonObject> answer = answer(node);
          if (!how.heard()) {
            answer.tryFail("it did not hear the question");
          } else if (over) {
            answer.tryFail("no answer in time");
          }
          all.put(node, answer.future());
        });
    return all;
  }

  void answered(String node, JsonObject reply) {
    answer(node).tryComplete(reply);
  }

  /** Nobody else will answer. */
  void keep(Set<String> there) {
    Map.copyOf(answers)
        .forEach(
            (node, answer) -> {
              if (!there.contains(node)) {
                answer.tryFail("the node has left");
              }
            });
  }

  /** It was waited for long enough. */
  void giveUp() {
    over = true;
    List.copyOf(answers.values()).forEach(answer -> answer.tryFail("no answer in time"));
  }

  private Promise<JsonObject> answer(String node) {
    return answers.computeIfAbsent(node, any -> Promise.promise());
  }
}
