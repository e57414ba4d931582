package io.carillon.gateway.broker.embedded;

import io.vertx.core.buffer.Buffer;
import java.util.function.BooleanSupplier;

/**
 * What one other node has sent so far: finds out by the numbers in its messages whether some are
 * missing. Confined to one loop.
 */
final class PeerInbox {
  private final BooleanSupplier hasRoom;
  private long life;
  private long sequence;
  private long publications;
  private long lost;
  private long confirmed;
  private boolean toConfirm;

  /**
   * @param hasRoom whether this node keeps up; while it does not, nothing new is confirmed
   */
  PeerInbox(BooleanSupplier hasRoom) {
    this.hasRoom = hasRoom;
  }

  /** The life of the other's link; 0 before anything came. */
  long life() {
    return life;
  }

  /** The last message that the other may take for heard, to be sent to it now. */
  long confirm() {
    if (hasRoom.getAsBoolean()) {
      confirmed = sequence;
      toConfirm = false;
    }
    return confirmed;
  }

  /** Publications that this node should have heard and did not. */
  long lost() {
    return lost;
  }

  /** Whether the other waits for a word that its messages arrived. */
  boolean isToConfirm() {
    return toConfirm;
  }

  /**
   * Takes the numbers of a message.
   *
   * @return what to do with its records, and whether some before it are missing
   */
  Arrival arrive(Buffer message, int from) {
    long itsLife = message.getLong(from);
    long number = message.getLong(from + 8);
    long before = message.getLong(from + 16);
    boolean hasRecords = message.length() > PeerLink.records(message, from);
    boolean renewed = life != 0 && itsLife > life;
    if (itsLife < life) {
      return Arrival.LATE; // of a link that the other has given up
    }
    if (itsLife > life) {
      life = itsLife;
      sequence = 0;
      publications = 0;
      confirmed = 0;
    }
    toConfirm |= message.getByte(from + PeerLink.WANTS_WORD) != 0;
    long expected = hasRecords ? sequence + 1 : sequence;
    if (number < expected) {
      return Arrival.LATE;
    }
    boolean gap = number > expected;
    if (gap) {
      lost += Math.max(0, before - publications);
    }
    sequence = number;
    publications = Math.max(publications, before);
    // What an old link still carried will not come any more.
    return gap || renewed ? Arrival.AFTER_A_GAP : Arrival.NEXT;
  }

  /** Publications of a message that was taken. */
  void took(int count) {
    publications += count;
  }

  /** How a message fits to those before it. */
  enum Arrival {
    /** It follows what came before. */
    NEXT,
    /** Something before it is missing. */
    AFTER_A_GAP,
    /** Something after it has come already: it counts as lost. */
    LATE
  }
}
