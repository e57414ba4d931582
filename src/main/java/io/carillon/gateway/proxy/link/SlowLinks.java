package io.carillon.gateway.proxy.link;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The links of one loop that most waits for, found while a timer passes by all of them, so that
 * nobody else has to. What is gone by the next tick was never slow. Confined to the loop.
 */
final class SlowLinks {
  static final int MOST = 50;

  private static final Comparator<RelayedLink> FEWEST_BYTES =
      Comparator.comparingLong(link -> link.lag().queued());

  private final long now;
  private final PriorityQueue<RelayedLink> worst = new PriorityQueue<>(FEWEST_BYTES);

  SlowLinks(long now) {
    this.now = now;
  }

  void offer(RelayedLink link) {
    if (link.lag() == null || link.lag().nanos(now) == 0) {
      return;
    }
    if (worst.size() < MOST) {
      worst.add(link);
    } else if (FEWEST_BYTES.compare(worst.peek(), link) < 0) {
      worst.poll();
      worst.add(link);
    }
  }

  /** With the most first. */
  List<LinkView> views() {
    return worst.stream()
        .sorted(FEWEST_BYTES.reversed())
        .map(link -> link.view(link.lag().nanos(now)))
        .toList();
  }
}
