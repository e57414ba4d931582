package io.carillon.gateway.broker.embedded.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The last batch taken from each publishing node, and the first offset it was given: a batch that
 * comes again, since the answer was lost with the node that gave it, is answered and not taken
 * twice. Enough, because a node has one batch of a channel under way at a time. Not thread-safe.
 */
final class TakenBatches {
  private static final int FIELDS = 3;
  private static final int SEQUENCE = 1;
  private static final int FIRST_OFFSET = 2;

  /** Nodes that are remembered; the first to come is the first to go. */
  private static final int MOST_NODES = 256;

  /** A batch that was not taken. */
  static final long NOT_TAKEN = -1;

  /** Node, sequence and first offset, one after the other. */
  private long[] batches = new long[0];

  /** The first offset that a batch was given; {@link #NOT_TAKEN} when it is new. */
  long firstOffset(long node, long sequence) {
    int at = find(node);
    return at >= 0 && batches[at + SEQUENCE] == sequence ? batches[at + FIRST_OFFSET] : NOT_TAKEN;
  }

  void take(long node, long sequence, long firstOffset) {
    int at = find(node);
    if (at < 0) {
      if (batches.length == MOST_NODES * FIELDS) {
        batches = Arrays.copyOfRange(batches, FIELDS, batches.length);
      }
      at = batches.length;
      batches = Arrays.copyOf(batches, at + FIELDS);
      batches[at] = node;
    }
    batches[at + SEQUENCE] = sequence;
    batches[at + FIRST_OFFSET] = firstOffset;
  }

  /** Takes over what the other side of a split knows better. */
  void merge(TakenBatches other, Offsets offsets) {
    for (int at = 0; at < other.batches.length; at += FIELDS) {
      int own = find(other.batches[at]);
      if (own < 0 || batches[own + SEQUENCE] < other.batches[at + SEQUENCE]) {
        take(
            other.batches[at],
            other.batches[at + SEQUENCE],
            offsets.of(other.batches[at + FIRST_OFFSET]));
      }
    }
  }

  private int find(long node) {
    for (int at = 0; at < batches.length; at += FIELDS) {
      if (batches[at] == node) {
        return at;
      }
    }
    return -1;
  }

  void write(DataOutput out) throws IOException {
    Longs.write(batches, out);
  }

  static TakenBatches read(DataInput in) throws IOException {
    TakenBatches taken = new TakenBatches();
    taken.batches = Longs.read(in);
    return taken;
  }

  /** Where the other side's offsets went. */
  @FunctionalInterface
  interface Offsets {
    long of(long offset);
  }
}
