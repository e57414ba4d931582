package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.carillon.gateway.cluster.NodeAnswers;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.NodeReplies;
import io.carillon.gateway.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoriesTest {
  private final BoardThread thread = new BoardThread();
  private final OneOther calls = new OneOther();
  private final Seconds seconds = new Seconds();
  private final Histories histories =
      new Histories(thread, calls, NodeIdentity.of("here", "test"), seconds);

  @AfterEach
  void close() {
    thread.close();
  }

  @Test
  void ownHistoryComesInPartsNewestFirst() {
    int kept = 2 * Histories.PART + 10;
    for (int i = 1; i <= kept; i++) {
      seconds.add(snapshot(i));
    }
    List<List<Long>> parts = histories.own().stream().map(HistoriesTest::times).toList();

    assertEquals(List.of(60, 60, 10), parts.stream().map(List::size).toList());
    List<Long> times = parts.stream().flatMap(List::stream).toList();
    assertEquals(kept * 1_000L, times.get(0));
    assertEquals(1_000L, times.get(kept - 1));
  }

  @Test
  void pagesThatOpenWhileTheOthersAreAskedShareTheNextQuestion() {
    Future<List<byte[]>> first = histories.others();
    Future<List<byte[]>> second = histories.others();
    Future<List<byte[]>> third = histories.others();
    Panel.await(thread.call(() -> null)); // all three have been looked at
    assertEquals(1, calls.asked.size());

    calls.asked.get(0).complete(history(1));
    assertEquals(List.of(1_000L), times(Panel.await(first).get(0)));
    Await.until(() -> calls.asked.size() == 2, () -> "they are not asked again");
    calls.asked.get(1).complete(history(2));
    assertEquals(List.of(2_000L), times(Panel.await(second).get(0)));
    assertSame(Panel.await(second), Panel.await(third));
    assertEquals(2, calls.asked.size());
  }

  @Test
  void questionThatFailsIsFollowedByTheNext() {
    Future<List<byte[]>> first = histories.others();
    Future<List<byte[]>> second = histories.others();
    Await.until(() -> calls.asked.size() == 1, () -> "they are not asked");
    calls.asked.get(0).fail("on purpose");
    Await.until(() -> calls.asked.size() == 2, () -> "they are not asked again");
    calls.asked.get(1).complete(history(2));

    assertEquals(1, Panel.await(second).size());
    assertEquals("on purpose", first.cause().getMessage());
  }

  private static JsonObject snapshot(int second) {
    return new JsonObject().put("at", second * 1_000L).put("clients", 1);
  }

  private static JsonObject history(int second) {
    Seconds kept = new Seconds();
    kept.add(snapshot(second));
    return new JsonObject().put("id", "there").put("columns", kept.columns());
  }

  private static List<Long> times(byte[] message) {
    JsonArray part = Buffer.buffer(message).toJsonObject().getJsonArray("history");
    return part.stream().map(second -> ((JsonObject) second).getLong("at")).toList();
  }

  /** Asks one other node, which answers when it is told to. */
  private static final class OneOther implements NodeCalls {
    private final List<Promise<JsonObject>> asked = new CopyOnWriteArrayList<>();

    @Override
    public void answer(String kind, Function<JsonObject, Future<JsonObject>> answer) {}

    @Override
    public Future<JsonObject> ask(String node, String kind, JsonObject question) {
      return NodeAnswers.noSuchNode(node);
    }

    @Override
    public <T> Future<NodeReplies<T>> askEach(
        String kind, JsonObject question, Function<JsonObject, T> read, Duration patience) {
      Promise<JsonObject> answer = Promise.promise();
      asked.add(answer);
      return answer
          .future()
          .map(read)
          .map(
              there ->
                  new NodeReplies<>(
                      there, List.of(new NodeReplies.Reply<>("there", "there", there, null))));
    }
  }
}
