package io.carillon.gateway.bench.load;

import java.util.Arrays;
import java.util.List;

/**
 * What one connection has seen of one publisher on one channel: sequence numbers from 1 on, each
 * once and in order, or it tells. What did not come is kept as ranges, which are few. Confined to a
 * loop.
 */
final class Lane {
  final int publisher;
  final int channel;

  private long last;
  private long received;

  /** First and last of each range that is missing below {@code last}, in order. */
  private long[] holes = {};

  private int length;

  Lane(int publisher, int channel) {
    this.publisher = publisher;
    this.channel = channel;
  }

  /** How a message came. */
  enum Seen {
    IN_ORDER,
    /** After a later one. */
    LATE,
    AGAIN
  }

  Seen see(long sequence) {
    if (sequence > last) {
      if (sequence > last + 1) {
        append(last + 1, sequence - 1);
      }
      last = sequence;
      received++;
      return Seen.IN_ORDER;
    }
    for (int i = length - 2; i >= 0 && holes[i + 1] >= sequence; i -= 2) {
      if (holes[i] <= sequence) {
        fill(i, sequence);
        received++;
        return Seen.LATE;
      }
    }
    return Seen.AGAIN;
  }

  /** How many have been seen, each counted once. */
  long received() {
    return received;
  }

  /**
   * How many are missing.
   *
   * @param sent the highest sequence number there is
   * @param unsure those that may be missing, in order
   */
  long missing(long sent, List<Long> unsure) {
    return Math.max(sent, last) - received - absent(unsure);
  }

  /** How many of these have not come, and need not: they are in order. */
  long absent(List<Long> unsure) {
    return unsure.stream().filter(this::isMissing).count();
  }

  private boolean isMissing(long sequence) {
    for (int i = 0; i < length; i += 2) {
      if (holes[i] <= sequence && sequence <= holes[i + 1]) {
        return true;
      }
    }
    return sequence > last;
  }

  private void append(long from, long to) {
    if (length == holes.length) {
      holes = Arrays.copyOf(holes, Math.max(4, 2 * length));
    }
    holes[length++] = from;
    holes[length++] = to;
  }

  private void fill(int at, long sequence) {
    long from = holes[at];
    long to = holes[at + 1];
    if (from == to) {
      System.arraycopy(holes, at + 2, holes, at, length - at - 2);
      length -= 2;
    } else if (sequence == from) {
      holes[at] = sequence + 1;
    } else if (sequence == to) {
      holes[at + 1] = sequence - 1;
    } else {
      append(0, 0);
      System.arraycopy(holes, at, holes, at + 2, length - at - 2);
      holes[at + 1] = sequence - 1;
      holes[at + 2] = sequence + 1;
    }
  }
}
