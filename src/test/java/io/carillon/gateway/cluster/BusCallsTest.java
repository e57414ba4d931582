package io.carillon.gateway.cluster;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carillon.gateway.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BusCallsTest {

  private static TestCluster nodes;

  @BeforeAll
  static void join() {
    nodes = new TestCluster(2);
    nodes.node(0).calls().answer("who", question -> said("first"));
    nodes.node(1).calls().answer("who", question -> said("second"));
  }

  @AfterAll
  static void leave() {
    nodes.close();
  }

  @Test
  void everyNodeIsAskedAndTheOneThatAsksAnswersFirst() {
    assertEquals(List.of("first", "second"), ask(nodes.node(0), "who"));
    assertEquals(List.of("second", "first"), ask(nodes.node(1), "who"));
  }

  @Test
  void questionAndAnswerArriveAsTheyWereMeant() {
    nodes.node(0).calls().answer("echo", Future::succeededFuture);
    nodes.node(1).calls().answer("echo", Future::succeededFuture);
    JsonObject question =
        new JsonObject().put("text", "\ud83d\ude00 \ud800 \u0000 \" \n").put("n", Long.MAX_VALUE);

    assertEquals(
        List.of(question, question),
        await(nodes.node(0).calls().askAll("echo", question, answer -> answer)));
  }

  @Test
  void nodeThatNeverAnswersIsLeftOut() {
    nodes.node(0).calls().answer("silence", question -> said("here"));
    nodes.node(1).calls().answer("silence", question -> Promise.<JsonObject>promise().future());

    NodeReplies<JsonObject> replies =
        await(nodes.node(0).calls().askEach("silence", new JsonObject(), answer -> answer));

    assertEquals(List.of("here"), replies.answers().stream().map(BusCallsTest::text).toList());
    NodeReplies.Reply<JsonObject> silent = replies.others().get(0);
    assertEquals(NodeIdentity.uid(nodes.node(1).membership().self()), silent.uid());
    assertEquals("no answer in time", silent.silence());
    assertEquals(List.of("first", "second"), ask(nodes.node(0), "who"));
  }

  @Test
  void nodeThatThrowsIsLeftOut() {
    nodes.node(0).calls().answer("throw", question -> said("here"));
    nodes
        .node(1)
        .calls()
        .answer(
            "throw",
            question -> {
              throw new IllegalStateException("on purpose");
            });

    assertEquals(List.of("here"), ask(nodes.node(0), "throw"));
  }

  @Test
  void nodeThatAnswersNothingOrWhatCannotBeReadIsLeftOut() {
    nodes.node(0).calls().answer("nonsense", question -> said("here"));
    nodes.node(1).calls().answer("nonsense", question -> Future.succeededFuture());
    assertEquals(List.of("here"), ask(nodes.node(0), "nonsense"));

    nodes.node(1).calls().answer("nonsense", question -> said(List.of("x")));
    assertEquals(
        List.of("here"),
        await(
            nodes
                .node(0)
                .calls()
                .askAll("nonsense", new JsonObject(), answer -> (String) answer.getValue("said"))));
  }

  @Test
  void nodeThatAnswersInAnotherLanguageIsLeftOut() {
    try (TestCluster two = new TestCluster(2)) {
      two.node(0).calls().answer("who", question -> said("here"));
      NodeBus.Receiver stranger =
          (sender, message, from, answer) -> answer.accept(Buffer.buffer("{]"));
      NodeBus bus = two.node(1).bus();
      await(
          onLoop(
              two.node(1),
              () -> {
                bus.receive(NodeBus.Kind.QUESTION, stranger);
                return Future.succeededFuture();
              }));

      assertEquals(List.of("here"), ask(two.node(0), "who"));
    }
  }

  @Test
  void questionOfAnUnknownKindIsAnsweredByThoseWhoKnowIt() {
    nodes.node(0).calls().answer("news", question -> said("new"));

    assertEquals(List.of("new"), ask(nodes.node(0), "news"));
    assertThrows(IllegalArgumentException.class, () -> ask(nodes.node(1), "news"));
  }

  @Test
  void nodeThatFailsToAnswerItselfFailsTheCall() {
    nodes.node(0).calls().answer("own", question -> Future.failedFuture("on purpose"));
    nodes.node(1).calls().answer("own", question -> said("there"));

    assertEquals(
        "on purpose", assertThrows(Exception.class, () -> ask(nodes.node(0), "own")).getMessage());
    assertEquals(List.of("there"), ask(nodes.node(1), "own"));
  }

  @Test
  void whoeverWaitsForANodeThatLeavesIsToldSo() {
    try (TestCluster two = new TestCluster(2)) {
      Cluster leaver = two.node(1);
      Promise<Void> wasAsked = Promise.promise();
      leaver
          .calls()
          .answer(
              "leave",
              question -> {
                wasAsked.complete();
                return Promise.<JsonObject>promise().future();
              });
      BusCalls calls = (BusCalls) two.node(0).calls();
      Peer peer = two.node(0).membership().peer(leaver.membership().self()).orElseThrow();
      Future<JsonObject> answer =
          onLoop(
              two.node(0), () -> calls.ask(peer, "leave", new JsonObject(), Duration.ofMinutes(1)));
      await(wasAsked.future());

      leaver.leaving();
      leaver.hazelcast().getLifecycleService().terminate();

      // And not that the patience is at its end.
      assertEquals(
          "the node has left", assertThrows(Exception.class, () -> await(answer)).getMessage());
      two.node(0).calls().answer("leave", question -> said("alone"));
      assertEquals(List.of("alone"), ask(two.node(0), "leave"));
    }
  }

  private static Future<JsonObject> said(Object what) {
    return Future.succeededFuture(new JsonObject().put("said", what));
  }

  private static String text(JsonObject answer) {
    return answer.getString("said");
  }

  private static List<String> ask(Cluster node, String kind) {
    return await(node.calls().askAll(kind, new JsonObject(), BusCallsTest::text));
  }

  private static <T> Future<T> onLoop(Cluster node, Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    node.context().runOnContext(none -> step.get().onComplete(done));
    return done.future();
  }
}
