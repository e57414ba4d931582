package io.carillon.gateway.broker.embedded.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.stream.Draft;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChannelStateTest {
  private static final Retention TEN = new Retention(10, Duration.ofMinutes(1));
  private static final long ALICE = 1;
  private static final long BOB = 2;
  private static final HistoryQuery ALL = new HistoryQuery(HistoryQuery.ALL, null, false);

  private final Copies.Entry entry = new Copies.Entry(null);
  private long now = 1_000;

  @Test
  void batchThatComesTwiceIsTakenOnceAndAnsweredTheSame() {
    AppendBatch batch = batch(ALICE, 7, "a", "b");
    Appended first = entry.run(batch);
    Appended again = entry.run(Copies.sent(batch));

    assertEquals(List.of("a", "b"), texts());
    assertEquals(2, first.position(1).offset());
    assertArrayEquals(Copies.bytes(first), Copies.bytes(again));
  }

  @Test
  void batchThatComesTwiceIsTakenOnceThoughOthersPublishedBetween() {
    AppendBatch batch = batch(ALICE, 7, "a");
    entry.run(batch);
    entry.run(batch(BOB, 7, "b"));

    assertEquals(1, entry.run(batch).position(0).offset());
    assertEquals(List.of("a", "b"), texts());
  }

  @Test
  void batchThatComesTwiceIsRecognisedAfterItsPublicationsAreGone() {
    AppendBatch batch = batch(ALICE, 1, "a");
    entry.run(batch);
    entry.run(new ClearChannel());

    assertEquals(1, entry.run(batch).position(0).offset());
    assertEquals(List.of(), texts());
  }

  @Test
  void keysInABatchThatComesTwiceAreAnsweredTheSame() {
    entry.run(keyed(ALICE, 1, "old", "k1"));
    AppendBatch mixed =
        new AppendBatch(
            ALICE,
            2,
            now,
            "e",
            List.of(
                draft("old", "k1"),
                draft("plain", null),
                draft("new", "k2"),
                draft("new again", "k2")));
    Appended first = entry.run(mixed);
    Appended again = entry.run(mixed);

    assertArrayEquals(Copies.bytes(first), Copies.bytes(again));
    assertTrue(first.isRepeated(0));
    assertFalse(first.isRepeated(2));
    assertTrue(first.isRepeated(3));
    assertEquals(List.of("old", "plain", "new"), texts());
    assertEquals(3, again.position(2).offset());
  }

  @Test
  void keyedBatchWithoutHistoryThatComesTwiceIsNotTakenForRepeated() {
    AppendBatch batch =
        new AppendBatch(
            ALICE,
            1,
            now,
            "e",
            List.of(
                new Draft(text("x"), new PublishOptions(Retention.NONE, null, Map.of(), "key"))));
    entry.run(batch);
    Appended again = entry.run(batch);
    Appended other = entry.run(keyedWithoutHistory(ALICE, 2));

    assertFalse(again.isRepeated(0), "its first answer was lost: nobody has heard it yet");
    assertTrue(other.isRepeated(0));
  }

  @Test
  void twoCopiesAgreeWhateverIsDoneToThem() {
    Random random = new Random(7);
    Copies.Entry backup = new Copies.Entry(null);
    for (int i = 0; i < 2_000; i++) {
      now += random.nextInt(2_000);
      ChannelStep<?> step = anyStep(random, i + 1);
      entry.run(step);
      if (entry.changed()) {
        backup.run(Copies.sent(step));
      }
      assertArrayEquals(Copies.bytes(entry.state()), Copies.bytes(backup.state()), "step " + i);
    }
  }

  @Test
  void stateIsTheSameAfterItMoved() {
    entry.run(visit(BOB, StreamPosition.NONE));
    entry.run(keyed(ALICE, 1, "a", "key"));
    entry.run(
        new AppendBatch(
            ALICE,
            2,
            now,
            "e",
            List.of(
                new Draft(
                    new Payload(Payload.Kind.BINARY, new byte[] {1, 2}),
                    new PublishOptions(
                        TEN,
                        new ClientInfo("c", "u", Payload.json("{}"), null),
                        Map.of("k", "v"),
                        null)))));
    ChannelState moved = Copies.sent(entry.state());

    assertArrayEquals(Copies.bytes(entry.state()), Copies.bytes(moved));
    Publication last = moved.stream().read(ALL, now).publications().get(1);
    assertEquals("channel", last.channel().name());
    assertEquals(Map.of("k", "v"), last.tags());
    assertEquals("u", last.info().user());
    assertTrue(new Copies.Entry(moved).run(keyed(BOB, 1, "a", "key")).isRepeated(0));
  }

  @Test
  void visitorWhoHasHeardMoreThanThereIsFindsAnotherEpoch() {
    entry.run(batch(ALICE, 1, "a"));
    String epoch = entry.state().stream().top().epoch();
    StreamPosition beyond = new StreamPosition(epoch, 5);

    Visited visited = entry.run(visit(BOB, beyond));

    assertNotEquals(epoch, visited.history().top().epoch());
    assertTrue(entry.changed());
  }

  @Test
  void visitThatChangesNothingIsToldToNoBackup() {
    entry.run(visit(BOB, StreamPosition.NONE));
    entry.run(batch(ALICE, 1, "a"));

    Visited visited =
        entry.run(visit(BOB, new StreamPosition(entry.state().stream().top().epoch(), 0)));

    assertFalse(entry.changed());
    assertEquals(1, visited.history().publications().size());
  }

  @Test
  void channelIsOverWhenNobodyListensAndNothingIsKept() {
    entry.run(visit(BOB, StreamPosition.NONE));
    assertFalse(entry.state().expire(now + Duration.ofDays(1).toMillis(), Longs.NONE));

    assertTrue(
        entry.state().expire(now + Duration.ofDays(2).toMillis(), new long[] {BOB})
            || entry.state().expire(now + Duration.ofDays(3).toMillis(), Longs.NONE));
  }

  private ChannelStep<?> anyStep(Random random, long sequence) {
    long node = 1L + random.nextInt(4);
    return switch (random.nextInt(6)) {
      case 0 -> visit(node, StreamPosition.NONE);
      case 1 -> new LeaveChannel(node, now);
      case 2 -> random.nextInt(20) == 0 ? new ClearChannel() : new LeaveChannel(node, now);
      case 3 -> keyed(node, sequence, "k" + sequence, "key" + random.nextInt(50));
      default -> batch(node, sequence, "a" + sequence, "b" + sequence);
    };
  }

  private VisitChannel visit(long node, StreamPosition heard) {
    return new VisitChannel(node, TEN, heard, 100, "visit" + now, now);
  }

  private AppendBatch batch(long node, long sequence, String... texts) {
    List<Draft> drafts = Arrays.stream(texts).map(text -> draft(text, null)).toList();
    return new AppendBatch(node, sequence, now, "epoch" + now, drafts);
  }

  private AppendBatch keyed(long node, long sequence, String text, String key) {
    return new AppendBatch(node, sequence, now, "epoch" + now, List.of(draft(text, key)));
  }

  private AppendBatch keyedWithoutHistory(long node, long sequence) {
    return new AppendBatch(
        node,
        sequence,
        now,
        "e",
        List.of(new Draft(text("x"), new PublishOptions(Retention.NONE, null, Map.of(), "key"))));
  }

  static Draft draft(String text, String key) {
    return new Draft(text(text), new PublishOptions(TEN, null, Map.of(), key));
  }

  private static Payload text(String text) {
    return new Payload(Payload.Kind.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> texts() {
    return texts(entry.state(), now).toList();
  }

  static Stream<String> texts(ChannelState state, long now) {
    return state.stream().read(ALL, now).publications().stream()
        .map(one -> new String(one.data().bytes(), StandardCharsets.UTF_8));
  }
}
