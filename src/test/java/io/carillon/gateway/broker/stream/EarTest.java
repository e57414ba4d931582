package io.carillon.gateway.broker.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EarTest {
  private final Channel channel = new Channel("news");
  private final List<String> heard = new ArrayList<>();
  private final StreamCounts counts = new StreamCounts();
  private final Ear ear =
      new Ear(
          channel,
          event ->
              heard.add(
                  event instanceof ChannelEvent.Broken broken
                      ? "broken at " + broken.from().epoch() + broken.from().offset()
                      : "" + ((Publication) event).offset()),
          counts);

  @Test
  void whatComesInOrderIsPassedAtOnce() {
    knows("a", 0);
    take("a", 1, 2, 3);

    assertEquals(List.of("1", "2", "3"), heard);
    assertFalse(ear.isIncomplete());
  }

  @Test
  void whatComesTwiceIsPassedOnce() {
    knows("a", 0);
    take("a", 1, 2);
    take("a", 2, 1);

    assertEquals(List.of("1", "2"), heard);
  }

  @Test
  void whatComesEarlyWaitsForWhatStandsBeforeIt() {
    knows("a", 0);
    take("a", 3);
    take("a", 2);
    assertEquals(List.of(), heard);
    assertTrue(ear.isIncomplete());

    take("a", 1);

    assertEquals(List.of("1", "2", "3"), heard);
    assertFalse(ear.isIncomplete());
  }

  @Test
  void holeIsFilledFromTheStreamBeforeAnythingNewer() {
    knows("a", 0);
    take("a", 3);

    assertEquals(2, ear.learn(history("a", 2, 1, 2)));
    assertEquals(List.of("1", "2", "3"), heard);
  }

  @Test
  void holeThatTheStreamKeepsNoMoreIsTold() {
    knows("a", 0);
    take("a", 9);

    ear.learn(history("a", 9, 5, 6, 7, 8, 9));

    assertEquals(List.of("broken at a4", "5", "6", "7", "8", "9"), heard);
  }

  @Test
  void streamWhosePublicationsAreAllGoneBreaksAtItsTop() {
    knows("a", 3);

    ear.learn(history("a", 7));
    take("a", 8);

    assertEquals(List.of("broken at a7", "8"), heard);
  }

  @Test
  void lostLastPublicationIsFoundByLooking() {
    knows("a", 3);

    ear.learn(history("a", 4, 4));

    assertEquals(List.of("4"), heard);
  }

  @Test
  void anotherEpochWaitsUntilItIsKnownAndThenBreaksTheOld() {
    knows("a", 5);
    take("b", 1, 2, 3);
    assertEquals(List.of(), heard);

    ear.learn(history("b", 2));

    assertEquals(List.of("broken at b2", "3"), heard);
  }

  @Test
  void lateOnesOfAnOldEpochAreIgnored() {
    knows("a", 5);
    ear.learn(history("b", 2));
    take("a", 6, 7);
    ear.learn(history("b", 2));
    take("b", 3);

    assertEquals(List.of("broken at b2", "3"), heard);
    assertFalse(ear.isIncomplete());
  }

  @Test
  void epochThatBeganWhileTheOwnerWasAskedIsAskedForOnceMore() {
    knows("a", 5);
    take("b", 1);
    take("c", 1);
    ear.learn(history("b", 1));
    assertTrue(ear.isIncomplete());

    ear.learn(history("c", 1));
    take("c", 2);

    assertEquals(List.of("broken at b1", "broken at c1", "2"), heard);
    assertFalse(ear.isIncomplete());
  }

  @Test
  void epochThatNobodyKnowsIsNotAskedForForEver() {
    knows("a", 5);
    take("x", 1);
    ear.learn(history("a", 5));
    ear.learn(history("a", 5));

    assertFalse(ear.isIncomplete());
  }

  @Test
  void whatComesBeforeTheStreamIsKnownIsPassedIfItIsNewer() {
    take("a", 4, 5, 6);
    knows("a", 5);

    assertEquals(List.of("6"), heard);
  }

  @Test
  void unkeptEventsPassWhateverIsMissing() {
    knows("a", 0);
    take("a", 2, 0);

    assertEquals(List.of("0"), heard);
  }

  @Test
  void floodOfEarlyOnesIsBoundedAndReadFromTheStream() {
    knows("a", 0);
    take("a", LongStream.rangeClosed(2, 5_000).toArray());
    ear.learn(history("a", 5_000, LongStream.rangeClosed(1, 500).toArray()));
    assertEquals(new StreamPosition("a", 1_001), ear.heard());

    ear.learn(history("a", 5_000, LongStream.rangeClosed(1_002, 5_000).toArray()));

    assertEquals(LongStream.rangeClosed(1, 5_000).mapToObj(Long::toString).toList(), heard);
  }

  private void knows(String epoch, long offset) {
    ear.learn(history(epoch, offset));
  }

  private void take(String epoch, long... offsets) {
    ear.take(epoch, LongStream.of(offsets).mapToObj(this::publication).toList());
  }

  private History history(String epoch, long top, long... offsets) {
    return new History(
        LongStream.of(offsets).mapToObj(offset -> (Publication) publication(offset)).toList(),
        new StreamPosition(epoch, top));
  }

  private ChannelEvent publication(long offset) {
    return new Publication(channel, offset, Payload.json("1"), null, Map.of(), 0);
  }
}
