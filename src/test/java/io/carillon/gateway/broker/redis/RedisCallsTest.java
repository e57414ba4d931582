package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Questions to all nodes through a real Redis, which is all that joins them. */
class RedisCallsTest {
  private static RedisServer redis;
  private static RedisPeer first;
  private static RedisPeer second;

  @BeforeAll
  static void join() {
    redis = RedisServer.start();
    first = peer("first");
    second = peer("second");
  }

  @AfterAll
  static void part() {
    second.close();
    first.close();
    redis.close();
  }

  private static RedisPeer peer(String name) {
    RedisPeer peer = new RedisPeer(name, redis.port(), "broker.redis.timeout=500ms").withCalls();
    peer.calls().answer("who", question -> said(name));
    return peer;
  }

  @Test
  void everyNodeIsAskedAndTheOneThatAsksAnswersFirst() {
    assertEquals(List.of("first", "second"), ask(first, "who"));
    assertEquals(List.of("second", "first"), ask(second, "who"));
  }

  @Test
  void questionAndAnswerArriveAsTheyWereMeant() {
    first.calls().answer("echo", Future::succeededFuture);
    second.calls().answer("echo", Future::succeededFuture);
    JsonObject question =
        new JsonObject().put("text", "\ud83d\ude00 \ud800 \u0000 \" \n").put("n", Long.MAX_VALUE);

    assertEquals(
        List.of(question, question),
        await(first.calls().askAll("echo", question, answer -> answer)));
  }

  @Test
  void nodeThatNeverAnswersThrowsOrMakesNoSenseIsLeftOut() {
    first.calls().answer("odd", question -> said("here"));

    second.calls().answer("odd", question -> Promise.<JsonObject>promise().future());
    assertEquals(List.of("here"), ask(first, "odd"));
    second.calls().answer("odd", question -> Future.failedFuture("on purpose"));
    assertEquals(List.of("here"), ask(first, "odd"));
    second.calls().answer("odd", question -> Future.succeededFuture());
    assertEquals(List.of("here"), ask(first, "odd"));
    second.calls().answer("odd", question -> said(List.of("x")));
    assertEquals(List.of("here"), ask(first, "odd"));
  }

  @Test
  void nodeThatFailsToAnswerItselfFailsTheCall() {
    first.calls().answer("own", question -> Future.failedFuture("on purpose"));
    second.calls().answer("own", question -> said("there"));

    assertEquals("on purpose", assertThrows(Exception.class, () -> ask(first, "own")).getMessage());
  }

  @Test
  void nodeThatIsKilledIsLeftOutAtOnceAndOneThatComesIsAskedAtOnce() {
    RedisPeer third = peer("third");
    assertEquals(3, ask(first, "who").size());

    third.close();
    long before = System.nanoTime();
    Await.until(() -> ask(first, "who").size() == 2, () -> "still asked");

    // Redis knows that nobody hears what is sent there: long before the lease is over.
    assertEquals(true, System.nanoTime() - before < 2_000_000_000L);
  }

  @Test
  void nodeThatLeavesIsAskedNoLonger() {
    RedisPeer third = peer("third");
    await(third.calls().close());

    assertEquals(List.of("first", "second"), ask(first, "who"));
    third.close();
  }

  @Test
  void nodesStayOnTheListOfARedisThatIsFull() {
    redis.call("CONFIG", "SET", "maxmemory", "1");
    try (RedisPeer third = peer("third")) {
      assertEquals(3, ask(third, "who").size());
      assertEquals(3, ask(first, "who").size());
    }
    redis.call("CONFIG", "SET", "maxmemory", "0");
  }

  @Test
  void whileRedisIsAwayNobodyCanBeAskedAndAfterwardsEverybodyCan() {
    redis.freeze();

    GatewayException refusal = assertThrows(GatewayException.class, () -> ask(first, "who"));
    assertEquals(ErrorCode.UNAVAILABLE, refusal.code());

    redis.thaw();
    awaitBoth();
    redis.kill();
    long before = System.nanoTime();
    for (int i = 0; i < 3; i++) { // the first may still find a connection
      assertThrows(GatewayException.class, () -> askHastily(first));
    }
    // Not after the three seconds for which it is asked again for others.
    assertTrue(System.nanoTime() - before < Duration.ofMillis(2_500).toNanos());
    redis.restartEmpty();
    awaitBoth();
  }

  private static void askHastily(RedisPeer node) {
    Duration patience = Duration.ofMillis(200);
    await(node.calls().askEach("who", new JsonObject(), answer -> answer, patience));
  }

  // Each of them has to be on the list again, and only the other one sees that it is.
  private static void awaitBoth() {
    Await.until(() -> hears(first) == 2 && hears(second) == 2, () -> "not both");
  }

  private static int hears(RedisPeer node) {
    return await(
        node.calls()
            .askAll("who", new JsonObject(), answer -> answer)
            .map(List::size)
            .otherwise(0));
  }

  private static Future<JsonObject> said(Object what) {
    return Future.succeededFuture(new JsonObject().put("said", what));
  }

  private static List<String> ask(RedisPeer node, String kind) {
    return await(
        node.calls().askAll(kind, new JsonObject(), answer -> (String) answer.getValue("said")));
  }
}
