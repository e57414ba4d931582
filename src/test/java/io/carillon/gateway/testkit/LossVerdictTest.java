package io.carillon.gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is pardoned when a server took publications with it, and what is not: a stream whose epoch
 * {@code old} ended after the third publication and goes on as {@code new}.
 */
class LossVerdictTest {
  private static final NodeAddress NODE = new NodeAddress("n1", "", 0, 0);
  private static final String STREAM = "s:a";
  private static final Heard BEGAN = heard(Heard.Kind.BEGAN, "old", 0, null);
  private static final Heard TOLD = heard(Heard.Kind.TOLD, "new", 2, null);
  private static final AnyWitness ANYBODY = afterTwo(TOLD, heard("new", 3, 3));

  @Test
  void publicationHeardInAnEpochThatEndedMayBeAcknowledgedInALaterOne() {
    AnyWitness hearer = afterTwo(heard("old", 3, 3), TOLD, heard("new", 3, 3));

    assertDoesNotThrow(() -> judge(LossVerdict.Pardon.LOSS, acknowledged("new", 3, 3), hearer));
    assertWrong(
        "heard PUBLICATION old:3 0#3 from n1, which is 0#3 in s:a ACKNOWLEDGED",
        LossVerdict.Pardon.NOTHING,
        acknowledged("new", 3, 3),
        hearer);
  }

  @Test
  void itMayNotBeHeardInALaterOneThanItWasAcknowledgedIn() {
    assertWrong(
        "heard PUBLICATION new:3 0#3 from n1, which is 0#3 in s:a ACKNOWLEDGED at old:3",
        LossVerdict.Pardon.LOSS,
        acknowledged("old", 3, 3),
        ANYBODY);
  }

  @Test
  void itMayNotBeAcknowledgedInAnEpochThatNobodyWentOnTo() {
    AnyWitness hearer = afterTwo(heard("old", 3, 4), TOLD, heard("new", 3, 3));

    assertWrong(
        "heard PUBLICATION old:3 0#4",
        LossVerdict.Pardon.LOSS,
        acknowledged("other", 3, 4),
        hearer);
  }

  @Test
  void whatWasAcknowledgedInTheEpochThatEndedWasHeardThereAtItsOffset() {
    assertWrong(
        "heard PUBLICATION old:2 0#2 from n1, which is 0#2 in s:a ACKNOWLEDGED at old:3",
        LossVerdict.Pardon.LOSS,
        acknowledged("old", 3, 2),
        ANYBODY);
  }

  @Test
  void itIsHeardOnceInAnEpoch() {
    AnyWitness hearer = afterTwo(heard("old", 3, 2), TOLD, heard("new", 3, 3));

    assertWrong(
        "heard PUBLICATION old:3 0#2 from n1, in this epoch also heard as PUBLICATION old:2 0#2",
        LossVerdict.Pardon.LOSS,
        acknowledged("new", 3, 3),
        hearer);
  }

  @Test
  void everybodyHearsTheSameAtAnOffsetOfAnEpochThatEnded() {
    AnyWitness other =
        hearer(BEGAN, heard("old", 1, 1), heard("old", 2, 4), TOLD, heard("new", 3, 3));

    assertWrong(
        "heard PUBLICATION old:2 0#4 from n1 where PUBLICATION old:2 0#2 from n1 was heard",
        LossVerdict.Pardon.LOSS,
        acknowledged("new", 3, 3),
        ANYBODY,
        other);
  }

  private static void judge(
      LossVerdict.Pardon pardon, SentNumber acknowledged, AnyWitness... hearers) {
    List<SentNumber> sent =
        List.of(1, 2, 3, 4).stream()
            .map(n -> acknowledged.number() == n ? acknowledged : unknown(n))
            .toList();
    Keeper keeper = new Canned(new Kept("new", 3, 2, List.of(payload(2), payload(3))));
    new LossVerdict(List.of(keeper), List.of(sent), List.of(hearers), pardon).of(List.of(STREAM));
  }

  private static void assertWrong(
      String what, LossVerdict.Pardon pardon, SentNumber acknowledged, AnyWitness... hearers) {
    AssertionError failure =
        assertThrows(AssertionError.class, () -> judge(pardon, acknowledged, hearers));
    assertTrue(failure.getMessage().startsWith("1 failures"), failure.getMessage());
    assertEquals(2, failure.getMessage().lines().count(), failure.getMessage());
    assertTrue(failure.getMessage().contains(what), failure.getMessage());
  }

  private static SentNumber acknowledged(String epoch, long offset, long number) {
    SentNumber.Outcome outcome = SentNumber.Outcome.ACKNOWLEDGED;
    return new SentNumber(0, number, STREAM, 0, 0, outcome, NODE, epoch, offset, "");
  }

  private static SentNumber unknown(long number) {
    return new SentNumber(0, number, STREAM, 0, 0, SentNumber.Outcome.UNKNOWN, NODE, "", 0, "");
  }

  private static SentNumber.Payload payload(long number) {
    return new SentNumber.Payload(0, number);
  }

  private static Heard heard(String epoch, long offset, long number) {
    return heard(Heard.Kind.PUBLICATION, epoch, offset, payload(number));
  }

  private static Heard heard(
      Heard.Kind kind, String epoch, long offset, SentNumber.Payload payload) {
    return new Heard(kind, epoch, offset, payload, NODE, 0);
  }

  /** Who has heard the first two publications, and then this. */
  private static AnyWitness afterTwo(Heard... more) {
    List<Heard> all = new ArrayList<>(List.of(BEGAN, heard("old", 1, 1), heard("old", 2, 2)));
    all.addAll(List.of(more));
    return hearer(all.toArray(Heard[]::new));
  }

  private static AnyWitness hearer(Heard... all) {
    return new Listener(List.of(all));
  }

  /** Who has heard just this. */
  private record Listener(List<Heard> all) implements AnyWitness {
    @Override
    public List<Heard> heard(String channel) {
      return all;
    }

    @Override
    public Heard last(String channel) {
      return all.get(all.size() - 1);
    }

    @Override
    public List<String> complaints() {
      return List.of();
    }

    @Override
    public String toString() {
      return "listener";
    }
  }

  /** Who keeps just this. */
  private record Canned(Kept kept) implements Keeper {
    @Override
    public StreamPosition position(String channel) {
      return new StreamPosition(kept.epoch(), kept.topOffset());
    }

    @Override
    public Kept kept(String channel) {
      return kept;
    }
  }
}
