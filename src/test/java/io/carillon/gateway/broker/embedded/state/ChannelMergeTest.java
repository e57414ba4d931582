package io.carillon.gateway.broker.embedded.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.stream.Draft;
import io.carillon.gateway.channel.StreamPosition;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sides of a split, each with a copy of what was there before. */
class ChannelMergeTest {
  private static final long NOW = 1_000;
  private static final long HERE = 1;
  private static final long THERE = 2;
  private static final Retention TEN = new Retention(10, Duration.ofMinutes(1));

  private Copies.Entry here;
  private Copies.Entry there;
  private String epoch;
  private long sequence;

  @BeforeEach
  void split() {
    here = new Copies.Entry(null);
    publish(here, HERE, "before 1", "before 2");
    there = new Copies.Entry(Copies.sent(here.state()));
    epoch = here.state().stream().top().epoch();
  }

  @Test
  void sidesThatDidNothingKeepTheirEpoch() {
    merge();

    assertEquals(new StreamPosition(epoch, 2), here.state().stream().top());
    assertEquals(List.of("before 1", "before 2"), texts());
  }

  @Test
  void sideThatAloneWentOnIsTheStreamAndNobodyIsDisturbed() {
    publish(there, THERE, "there");
    merge();

    assertEquals(new StreamPosition(epoch, 3), here.state().stream().top());
    assertEquals(List.of("before 1", "before 2", "there"), texts());
  }

  @Test
  void survivorThatAloneWentOnStaysAsItIs() {
    publish(here, HERE, "here");
    merge();

    assertEquals(new StreamPosition(epoch, 3), here.state().stream().top());
    assertEquals(List.of("before 1", "before 2", "here"), texts());
  }

  @Test
  void whatBothSidesPublishedIsAllThereInAnotherEpoch() {
    publish(here, HERE, "here");
    publish(there, THERE, "there 1", "there 2");
    merge();

    assertEquals(List.of("before 1", "before 2", "here", "there 1", "there 2"), texts());
    assertEquals(5, here.state().stream().top().offset());
    assertNotEquals(epoch, here.state().stream().top().epoch());
  }

  @Test
  void equalEpochAndOffsetIsNotEqualHistory() {
    publish(here, HERE, "here");
    publish(there, THERE, "there");
    merge();

    assertEquals(List.of("before 1", "before 2", "here", "there"), texts());
    assertNotEquals(epoch, here.state().stream().top().epoch());
  }

  @Test
  void batchAnsweredOnTheOtherSideIsNotTakenAgain() {
    publish(here, HERE, "here");
    AppendBatch batch = batch(THERE, "there");
    there.run(batch);
    merge();

    assertEquals(4, here.run(batch).position(0).offset());
    assertEquals(List.of("before 1", "before 2", "here", "there"), texts());
  }

  @Test
  void batchThatRanOnBothSidesIsThereOnce() {
    AppendBatch batch = batch(THERE, "twice");
    there.run(batch);
    publish(here, HERE, "here");
    here.run(batch);
    merge();

    assertEquals(List.of("before 1", "before 2", "here", "twice"), texts());
  }

  @Test
  void keyThatBothSidesTookIsThereOnce() {
    publish(there, THERE, "there");
    here.run(keyed(HERE));
    there.run(keyed(THERE));
    merge();

    assertEquals(List.of("before 1", "before 2", "keyed", "there"), texts());
    assertEquals(3, here.run(keyed(THERE)).position(0).offset());
  }

  private AppendBatch keyed(long node) {
    return new AppendBatch(
        node, ++sequence, NOW + sequence, "first", List.of(ChannelStateTest.draft("keyed", "key")));
  }

  @Test
  void listenersAreThoseOfTheSurvivorSinceTheOthersSaySoAgain() {
    listen(here, HERE);
    listen(there, THERE);
    merge();

    assertEquals(List.of(HERE), Arrays.stream(here.state().listeners()).boxed().toList());
  }

  @Test
  void sideThatSleptBringsNothingBackThatWasLetGo() {
    IntStream.range(0, 50).forEach(i -> publish(here, HERE, "here " + i));
    merge();

    assertEquals(IntStream.range(40, 50).mapToObj(i -> "here " + i).toList(), texts());
    assertEquals(new StreamPosition(epoch, 52), here.state().stream().top());
  }

  @Test
  void sideThatSleptBringsNothingBackThatWasRemoved() {
    here.run(new ClearChannel());
    merge();

    assertEquals(List.of(), texts());
    assertEquals(new StreamPosition(epoch, 2), here.state().stream().top());
  }

  @Test
  void whatOnlyTheOtherSideTookIsThereThoughTheSurvivorWentOnForLong() {
    IntStream.range(0, 50).forEach(i -> publish(here, HERE, "here " + i));
    publish(there, THERE, "there");
    merge();

    assertEquals(
        Stream.concat(IntStream.range(40, 50).mapToObj(i -> "here " + i), Stream.of("there"))
            .skip(1)
            .toList(),
        texts());
  }

  @Test
  void streamThatOnlyOneSideKnewIsTaken() {
    Copies.Entry empty = new Copies.Entry(new ChannelState());
    empty.state().merge(Copies.sent(here.state()), "unused");

    assertEquals(here.state().stream().top(), empty.state().stream().top());
  }

  @Test
  void sideThatHadNoCopyAndBeganAnewGetsWhatWasBefore() {
    here = new Copies.Entry(null);
    here.run(
        new AppendBatch(
            HERE,
            ++sequence,
            NOW + sequence,
            "anew",
            List.of(ChannelStateTest.draft("here", null))));
    publish(there, THERE, "there");
    merge();

    assertEquals(List.of("here", "before 1", "before 2", "there"), texts());
    assertNotEquals("anew", here.state().stream().top().epoch());
  }

  @Test
  void whatThePublisherSentSinceItCameBackHidesNothingThatIsMergedLater() {
    publish(there, THERE, "there");
    publish(here, THERE, "since it is back");
    merge();

    assertEquals(List.of("before 1", "before 2", "since it is back", "there"), texts());
  }

  @Test
  void secondNodeOfTheOtherSideAddsNothing() {
    publish(here, HERE, "here");
    publish(there, THERE, "there");
    merge();
    StreamPosition merged = here.state().stream().top();
    IntStream.range(0, 20).forEach(i -> publish(here, HERE, "later " + i));

    here.state().merge(Copies.sent(there.state()), "again");

    assertEquals(
        new StreamPosition(merged.epoch(), merged.offset() + 20), here.state().stream().top());
    assertEquals(IntStream.range(10, 20).mapToObj(i -> "later " + i).toList(), texts());
  }

  @Test
  void sideThatAloneWentOnForLongIsTheStream() {
    IntStream.range(0, 20).forEach(i -> publish(there, THERE, "there " + i));
    merge();

    assertEquals("there 19", texts().get(texts().size() - 1));
    assertEquals(new StreamPosition(epoch, 22), here.state().stream().top());
  }

  private void merge() {
    here.state().merge(Copies.sent(there.state()), "merged");
  }

  private void listen(Copies.Entry side, long node) {
    side.run(new VisitChannel(node, TEN, StreamPosition.NONE, 0, "unused", NOW));
  }

  private void publish(Copies.Entry side, long node, String... texts) {
    side.run(batch(node, texts));
  }

  private AppendBatch batch(long node, String... texts) {
    List<Draft> drafts =
        Arrays.stream(texts).map(text -> ChannelStateTest.draft(text, null)).toList();
    return new AppendBatch(node, ++sequence, NOW + sequence, "first", drafts);
  }

  private List<String> texts() {
    return ChannelStateTest.texts(here.state(), NOW).toList();
  }
}
