package io.carillon.gateway.bench.agent;

/**
 * How far a clock is from ours, by several round trips: the shortest says it best, since the answer
 * was given somewhere between its two ends. Confined to its caller.
 */
final class ClockComparison {
  private long shortest = Long.MAX_VALUE;
  private long offset;
  private int trips;

  /**
   * One round trip.
   *
   * @param sentAt by our clock
   * @param toldAt by the other one
   * @param heardAt by our clock
   */
  void add(long sentAt, long toldAt, long heardAt) {
    trips++;
    long took = heardAt - sentAt;
    if (took < shortest) {
      shortest = took;
      offset = sentAt + took / 2 - toldAt;
    }
  }

  int trips() {
    return trips;
  }

  /** What the other clock has to be put forward by, in nanoseconds. */
  long offsetNanos() {
    return offset;
  }

  /** How far from the truth that is, at most. */
  long errorNanos() {
    return shortest / 2 + 1;
  }
}
