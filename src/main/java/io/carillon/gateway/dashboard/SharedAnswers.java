package io.carillon.gateway.dashboard;

import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers that are worth the same to every page: whoever asks what somebody has asked a moment ago
 * gets the answer of that, so that ten pages cost what one does. Callable from any thread.
 */
final class SharedAnswers {
  /** Beyond so many, each question is asked by itself. */
  private static final int MOST = 256;

  private final LongSupplier ticks;
  private final Map<String, Shared> answers = new HashMap<>();

  /**
   * @param ticks milliseconds from any beginning
   */
  SharedAnswers(LongSupplier ticks) {
    this.ticks = ticks;
  }

  /**
   * The same answers, shared.
   *
   * @param ask its name
   * @param fresh how long an answer is given again, from when it came; less than a page waits
   *     between two questions, so that one that is alone gets a new one each time
   * @param answerer who answers all pages alike
   */
  Questions.Answerer of(String ask, Duration fresh, Questions.Answerer answerer) {
    return (page, question) ->
        get(ask + key(question), fresh, () -> answerer.answer(page, question));
  }

  /** What changes what is told here: once it is done, whoever asks is told nothing from before. */
  Questions.Answerer changing(Questions.Answerer answerer) {
    return (page, question) -> answerer.answer(page, question).onComplete(done -> forget());
  }

  // Also what is under way, which may have seen the time before.
  private synchronized void forget() {
    answers.clear();
  }

  // Asked under the lock, which takes no time, so that nobody else asks it just then.
  private synchronized Future<JsonObject> get(
      String key, Duration fresh, Supplier<Future<JsonObject>> asking) {
    long now = ticks.getAsLong();
    answers.values().removeIf(shared -> shared.until <= now);
    Shared known = answers.get(key);
    if (known != null) {
      return known.answer;
    }
    Future<JsonObject> answer = asking.get(); // a refusal is thrown here, and kept by nobody
    if (answers.size() < MOST) {
      Shared shared = new Shared(answer);
      answers.put(key, shared);
      answer.onComplete(done -> came(key, shared, fresh, done.succeeded()));
    }
    return answer;
  }

  private synchronized void came(String key, Shared shared, Duration fresh, boolean succeeded) {
    shared.until = ticks.getAsLong() + fresh.toMillis();
    if (!succeeded) {
      answers.remove(key, shared);
    }
  }

  // What is asked, but not which of the page's questions it is.
  private static String key(RawJson question) {
    Map<String, String> fields = new TreeMap<>();
    for (String name : question.names()) {
      if (!name.equals("id")) {
        byte[] value = question.payload(name).bytes();
        fields.put(name, new String(value, StandardCharsets.UTF_8));
      }
    }
    return fields.toString();
  }

  /** Under way, or come. */
  private static final class Shared {
    private final Future<JsonObject> answer;
    private long until = Long.MAX_VALUE;

    Shared(Future<JsonObject> answer) {
      this.answer = answer;
    }
  }
}
