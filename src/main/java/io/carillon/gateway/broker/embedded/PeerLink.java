package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.cluster.NodeBus;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this node sends to one other: records of the same loop turn share a message, and what the
 * other has not confirmed is bounded. Beyond the bound records are left out, which the numbers in
 * the next message tell. Confined to one loop.
 *
 * <p>A message: the life of this link, the number of the message, how many publications went before
 * it; the life of the other's link and the last message heard of it; whether a word is wanted that
 * it came; how many bytes all this has, for what later versions add; then records. One without
 * records carries the number of the last that had some. A later life of a link is a higher number.
 */
final class PeerLink {
  /** Of a message without records, after the envelope. */
  private static final int HEADER_BYTES = 42;

  /** Where it stands in there. */
  static final int WANTS_WORD = 40;

  private static final int BYTES = 41;

  private static final AtomicLong LIVES = new AtomicLong();

  private static final int MOST_MESSAGE_BYTES = 256 * 1024;
  private static final long CONGESTED_BYTES = 4 << 20;
  private static final long MOST_UNCONFIRMED_BYTES = 16 << 20;
  private static final long SILENT_NANOS = 2_000_000_000L;

  private final NodeBus bus;
  private final long peer;
  private final PeerInbox inbox;
  private final long life = LIVES.incrementAndGet();
  private final ArrayDeque<Sent> unconfirmed = new ArrayDeque<>();
  private Buffer open;
  private int headerAt;
  private int openPublications;
  private long sequence;
  private long publications;
  private long unconfirmedBytes;
  private long confirmedUpTo;
  private long heardAt = System.nanoTime();

  /**
   * @param inbox what comes from the same node, whose messages are confirmed with ours
   */
  PeerLink(NodeBus bus, long peer, PeerInbox inbox) {
    this.bus = bus;
    this.peer = peer;
    this.inbox = inbox;
  }

  /**
   * Takes a record.
   *
   * @param count publications in it
   * @return whether the link has to be flushed, and was not told so yet
   */
  boolean offer(byte[] record, int count) {
    boolean first = open == null;
    if (first) {
      open = bus.open(NodeBus.Kind.PUBLICATIONS, HEADER_BYTES + record.length);
      headerAt = open.length();
      open.appendBytes(new byte[HEADER_BYTES]);
    }
    open.appendBytes(record);
    openPublications += count;
    if (open.length() > MOST_MESSAGE_BYTES) {
      flush();
      return false;
    }
    return first;
  }

  /** Sends what was offered. */
  void flush() {
    if (open == null) {
      return;
    }
    Buffer message = open;
    open = null;
    sequence++;
    writeHeader(message, headerAt, true);
    publications += openPublications;
    // Beyond the bound it is left out, which the next message that is sent will show.
    if (unconfirmedBytes <= MOST_UNCONFIRMED_BYTES) {
      unconfirmed.add(new Sent(sequence, message.length()));
      unconfirmedBytes += message.length();
      bus.send(peer, message);
    }
    openPublications = 0;
  }

  /**
   * Sends a message without records: what was heard, and how many there should have come.
   *
   * @param wantsWord whether the other is to answer
   */
  void sendNumbers(boolean wantsWord) {
    Buffer message = bus.open(NodeBus.Kind.PUBLICATIONS, HEADER_BYTES);
    int at = message.length();
    message.appendBytes(new byte[HEADER_BYTES]);
    writeHeader(message, at, wantsWord);
    bus.send(peer, message);
  }

  // Last of all, so that it tells how things stand when it leaves.
  private void writeHeader(Buffer message, int at, boolean wantsWord) {
    message
        .setLong(at, life)
        .setLong(at + 8, sequence)
        .setLong(at + 16, publications)
        .setLong(at + 24, inbox.life())
        .setLong(at + 32, inbox.confirm())
        .setByte(at + WANTS_WORD, (byte) (wantsWord ? 1 : 0))
        .setByte(at + BYTES, (byte) HEADER_BYTES);
  }

  /** Where the records of a message begin whose header begins {@code from} here. */
  static int records(Buffer message, int from) {
    return from + Math.max(BYTES + 1, message.getUnsignedByte(from + BYTES));
  }

  /** The other has heard all up to a message of ours. */
  void confirm(long ofLife, long upTo) {
    if (ofLife != life) {
      return;
    }
    heardAt = System.nanoTime();
    confirmedUpTo = upTo;
    while (!unconfirmed.isEmpty() && unconfirmed.peek().sequence() <= upTo) {
      unconfirmedBytes -= unconfirmed.poll().bytes();
    }
  }

  /** Whether the other is alive and far behind, so that publishers had better wait. */
  boolean isCongested() {
    return unconfirmedBytes > CONGESTED_BYTES && System.nanoTime() - heardAt < SILENT_NANOS;
  }

  /** Bytes that were sent and not confirmed. */
  long unconfirmedBytes() {
    return unconfirmedBytes;
  }

  boolean isUnconfirmed() {
    return !unconfirmed.isEmpty() || confirmedUpTo < sequence;
  }

  private record Sent(long sequence, int bytes) {}
}
