package io.carillon.gateway.bench;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The part of one machine in a run.
 *
 * @param run tells markers of this run from those of others; the same on all machines, 32 bits
 * @param firstConnection the number of its first connection
 * @param firstPublisher the number of its first publisher, below 65,536
 * @param clockOffsetNanos what its clock has to be put forward by, so that it tells what the others
 *     tell
 */
public record Share(int run, int firstConnection, int firstPublisher, long clockOffsetNanos) {

  /** All of a run. */
  public static Share whole() {
    return new Share(ThreadLocalRandom.current().nextInt(), 0, 0, 0);
  }
}
