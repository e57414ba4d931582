package io.carillon.gateway.broker.embedded;

import static io.carillon.gateway.broker.embedded.PeerInbox.Arrival.AFTER_A_GAP;
import static io.carillon.gateway.broker.embedded.PeerInbox.Arrival.LATE;
import static io.carillon.gateway.broker.embedded.PeerInbox.Arrival.NEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class PeerInboxTest {
  private static final long LIFE = 11;

  private final PeerInbox inbox = new PeerInbox(() -> true);

  @Test
  void messagesInARowAreNext() {
    assertEquals(NEXT, records(LIFE, 1, 0));
    assertEquals(NEXT, records(LIFE, 2, 5));
    assertEquals(0, inbox.lost());
    assertTrue(inbox.isToConfirm());
  }

  @Test
  void lostMessageShowsWithTheNextOneAndIsCounted() {
    records(LIFE, 1, 0);

    assertEquals(AFTER_A_GAP, records(LIFE, 3, 12));
    assertEquals(7, inbox.lost());
  }

  @Test
  void lostLastMessageShowsWithTheNumbersAlone() {
    records(LIFE, 1, 0);

    assertEquals(AFTER_A_GAP, numbers(LIFE, 2, 9));
    assertEquals(4, inbox.lost());
    assertEquals(NEXT, numbers(LIFE, 2, 9));
  }

  @Test
  void messageThatWasOvertakenIsLateAndStaysLost() {
    records(LIFE, 1, 0);
    records(LIFE, 3, 12);

    assertEquals(LATE, records(LIFE, 2, 5));
    assertEquals(7, inbox.lost());
  }

  @Test
  void firstMessageThatNeverCameIsCounted() {
    assertEquals(AFTER_A_GAP, records(LIFE, 2, 3));
    assertEquals(3, inbox.lost());
  }

  @Test
  void newLinkOfTheSameNodeIsLookedAtButNotCountedAsLoss() {
    records(LIFE, 1, 0);

    assertEquals(AFTER_A_GAP, records(LIFE + 1, 1, 0));
    assertEquals(NEXT, records(LIFE + 1, 2, 5));
    assertEquals(0, inbox.lost());
  }

  @Test
  void lateMessageOfALinkThatWasGivenUpIsLate() {
    records(LIFE, 1, 0);
    records(LIFE + 1, 1, 0);

    assertEquals(LATE, records(LIFE, 2, 5));
    assertEquals(NEXT, records(LIFE + 1, 2, 5));
    assertEquals(0, inbox.lost());
  }

  @Test
  void nothingNewIsConfirmedWithoutRoom() {
    PeerInbox full = new PeerInbox(() -> false);
    full.arrive(header(LIFE, 1, 0, 1).appendInt(0), 0);

    assertEquals(0, full.confirm());
    assertTrue(full.isToConfirm());
  }

  @Test
  void numbersAloneWantNoConfirmationWhenNothingIsMissing() {
    records(LIFE, 1, 0);
    inbox.confirm();
    numbers(LIFE, 1, 5);

    assertFalse(inbox.isToConfirm());
  }

  // Each message with records has five publications.
  private PeerInbox.Arrival records(long life, long number, long before) {
    Buffer message = header(life, number, before, 1).appendInt(0);
    PeerInbox.Arrival arrival = inbox.arrive(message, 0);
    if (arrival != LATE) {
      inbox.took(5);
    }
    return arrival;
  }

  private PeerInbox.Arrival numbers(long life, long number, long before) {
    return inbox.arrive(header(life, number, before, 0), 0);
  }

  private static Buffer header(long life, long number, long before, int wantsWord) {
    return Buffer.buffer()
        .appendLong(life)
        .appendLong(number)
        .appendLong(before)
        .appendLong(0)
        .appendLong(0)
        .appendByte((byte) wantsWord)
        .appendByte((byte) 42);
  }
}
