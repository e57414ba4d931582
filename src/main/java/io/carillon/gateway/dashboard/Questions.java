package io.carillon.gateway.dashboard;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a page may ask, by name. Whatever is wrong with a question is answered, and the page goes
 * on. Callable from any thread.
 */
final class Questions {
  private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
  private static final long MOST_ID = (1L << 53) - 1;

  private final Map<String, Answerer> answerers = new ConcurrentHashMap<>();

  /** Answers one kind of question. */
  interface Answerer {
    /**
     * Called on a loop, which it must not block.
     *
     * @param page that asks
     * @return fails with what may be told of it; what is thrown counts as failure
     */
    Future<JsonObject> answer(FeedClient page, RawJson question);
  }

  void add(String ask, Answerer answerer) {
    answerers.put(ask, answerer);
  }

  /** The answer as it is sent, JSON in UTF-8; never fails. */
  Future<byte[]> answer(FeedClient page, byte[] message) {
    RawJson question;
    Long id = null;
    try {
      question = RawJson.object(message);
      id = question.integer("id", 0, MOST_ID);
      String ask = question.string("ask");
      Answerer answerer = answerers.get(ask);
      if (answerer == null) {
        throw new GatewayException(ErrorCode.METHOD_NOT_FOUND, "no such question");
      }
      Long known = id;
      return answerer
          .answer(page, question)
          .map(answer -> new JsonObject().put("id", known).put("answer", answer))
          .otherwise(cause -> error(known, ask, cause))
          .map(answer -> answer.toBuffer().getBytes());
    } catch (RuntimeException refusal) {
      return Future.succeededFuture(error(id, "?", refusal).toBuffer().getBytes());
    }
  }

  // All may be told of a refusal, nothing of a bug.
  private static JsonObject error(Long id, String ask, Throwable cause) {
    String text;
    if (cause instanceof GatewayException || cause instanceof MalformedMessage) {
      text = cause.getMessage();
    } else {
      LOG.error("dashboard question failed ask={}", ask, cause);
      text = ErrorCode.INTERNAL.text();
    }
    return new JsonObject().put("id", id).put("error", text);
  }
}
