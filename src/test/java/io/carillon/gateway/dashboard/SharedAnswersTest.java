package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedAnswersTest {
  private static final Duration FRESH = Duration.ofMillis(2_500);

  private final AtomicLong ticks = new AtomicLong(5_000);
  private final SharedAnswers shared = new SharedAnswers(ticks::get);
  private final List<Promise<JsonObject>> asked = new ArrayList<>();
  private final Questions.Answerer answerer =
      shared.of("channels", FRESH, (page, question) -> asked());

  @Test
  void sameQuestionGetsTheSameAnswerForAMomentAfterItCame() {
    Future<JsonObject> first = ask("{\"id\":1,\"sort\":\"name\",\"search\":\"x\"}");
    ticks.addAndGet(10_000); // it takes its time
    Future<JsonObject> second = ask("{\"search\":\"x\",\"sort\":\"name\",\"id\":2}");
    assertEquals(1, asked.size());
    asked.get(0).complete(new JsonObject().put("total", 7));
    assertEquals(7, first.result().getInteger("total"));
    assertEquals(7, second.result().getInteger("total"));

    ticks.addAndGet(FRESH.toMillis() - 1);
    assertEquals(7, ask("{\"sort\":\"name\",\"search\":\"x\"}").result().getInteger("total"));
    ticks.addAndGet(1);
    ask("{\"sort\":\"name\",\"search\":\"x\"}");
    assertEquals(2, asked.size());
  }

  @Test
  void anotherPlaceSearchOrQuestionIsAskedByItself() {
    ask("{\"offset\":0}");
    ask("{\"offset\":12}");
    ask("{\"offset\":0,\"search\":\"a\"}");
    ask("{\"offset\":0,\"search\":\"a, sort=b\"}");
    ask("{\"offset\":0,\"search\":\"a\",\"sort\":\"b\"}");
    ask(shared.of("slow", FRESH, (page, question) -> asked()), "{\"offset\":0}");

    assertEquals(6, asked.size());
  }

  @Test
  void failureAndRefusalAreKeptByNobody() {
    ask("{}");
    asked.get(0).fail("on purpose");
    ask("{}");
    assertEquals(2, asked.size());
    Questions.Answerer refusing =
        shared.of(
            "refused",
            FRESH,
            (page, question) -> {
              asked();
              throw new IllegalArgumentException("no");
            });

    assertThrows(IllegalArgumentException.class, () -> ask(refusing, "{}"));
    assertThrows(IllegalArgumentException.class, () -> ask(refusing, "{}"));
    assertEquals(4, asked.size());
  }

  @Test
  void afterAChangeNobodyIsToldWhatWasBeforeIt() {
    ask("{\"name\":\"told\"}");
    asked.get(0).complete(new JsonObject().put("total", 7));
    Future<JsonObject> before = ask("{\"name\":\"under way\"}");
    Promise<JsonObject> change = Promise.promise();
    ask(shared.changing((page, question) -> change.future()), "{}");
    ask("{\"name\":\"told\"}");
    assertEquals(2, asked.size());
    change.complete(new JsonObject());

    ask("{\"name\":\"told\"}");
    Future<JsonObject> after = ask("{\"name\":\"under way\"}");
    assertEquals(4, asked.size());
    asked.get(1).complete(new JsonObject().put("total", 1));
    asked.get(3).complete(new JsonObject().put("total", 2));
    assertEquals(1, before.result().getInteger("total"));
    assertEquals(2, after.result().getInteger("total"));
    assertEquals(2, ask("{\"name\":\"under way\"}").result().getInteger("total"));
  }

  private Future<JsonObject> asked() {
    Promise<JsonObject> answer = Promise.promise();
    asked.add(answer);
    return answer.future();
  }

  private Future<JsonObject> ask(String question) {
    return ask(answerer, question);
  }

  private static Future<JsonObject> ask(Questions.Answerer answerer, String question) {
    return answerer.answer(null, RawJson.object(question.getBytes(StandardCharsets.UTF_8)));
  }
}
