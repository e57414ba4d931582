package io.carillon.gateway.testkit;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How long things take after a fault. */
final class FaultDelays {
  private FaultDelays() {}

  /**
   * How long it took after a moment until, on every channel, a publication begun after it was heard
   * by whoever was the last to hear any.
   *
   * @param since {@code System.nanoTime()}
   * @param listeners at which they are when they hear
   * @return empty when a channel or a hearer has heard nothing since
   */
  static OptionalLong millisUntilHeard(
      long since,
      List<SentNumber> sent,
      List<? extends AnyWitness> hearers,
      List<String> channels,
      Collection<NodeAddress> listeners) {
    Map<SentNumber.Payload, SentNumber> after = new HashMap<>();
    for (SentNumber one : sent) {
      if (one.sentAt() - since > 0) {
        after.put(one.payload(), one);
      }
    }
    long latest = since;
    for (AnyWitness hearer : hearers) {
      for (String channel : channels) {
        OptionalLong first =
            hearer.heard(channel).stream()
                .filter(one -> one.isPublication() && after.containsKey(one.payload()))
                .filter(one -> listeners.contains(one.node()))
                .mapToLong(Heard::at)
                .min();
        if (first.isEmpty()) {
          return OptionalLong.empty();
        }
        latest = Math.max(latest, first.getAsLong());
      }
    }
    return OptionalLong.of((latest - since) / 1_000_000);
  }
}
