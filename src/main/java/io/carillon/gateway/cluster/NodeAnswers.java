package io.carillon.gateway.cluster;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What one node answers to the questions of {@link NodeCalls}, and how questions and answers look
 * on their way, whatever carries them. Callable from any thread.
 */
public final class NodeAnswers {
  private final Map<String, Function<JsonObject, Future<JsonObject>>> answers =
      new ConcurrentHashMap<>();

  /** See {@link NodeCalls#answer}. */
  public void add(String kind, Function<JsonObject, Future<JsonObject>> answer) {
    answers.put(kind, answer);
  }

  /** This node's own answer; whatever goes wrong, it does so in the future. */
  public Future<JsonObject> own(String kind, JsonObject question) {
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

  /** What a question to somebody becomes who is not there. */
  public static <T> Future<T> noSuchNode(String node) {
    return Future.failedFuture(new GatewayException(ErrorCode.NOT_AVAILABLE, "no node " + node));
  }

  /** A question as it is sent. */
  public static JsonObject question(String kind, JsonObject question) {
    return new JsonObject().put("kind", kind).put("question", question);
  }

  /** The answer, as it is sent, to a {@link #question} of another node; never fails. */
  public Future<JsonObject> reply(JsonObject asked) {
    return own(asked.getString("kind", ""), asked.getJsonObject("question", new JsonObject()))
        .map(answer -> new JsonObject().put("ok", true).put("answer", answer))
        .otherwise(cause -> new JsonObject().put("ok", false).put("why", cause.toString()));
  }

  /** What another node answered, out of its {@link #reply}; throws why it did not. */
  public static JsonObject open(JsonObject reply) {
    if (!reply.getBoolean("ok", false)) {
      throw new IllegalStateException(reply.getString("why", "it failed there"));
    }
    JsonObject answer = reply.getJsonObject("answer");
    if (answer == null) {
      throw new IllegalStateException("it answered nothing");
    }
    return answer;
  }
}
