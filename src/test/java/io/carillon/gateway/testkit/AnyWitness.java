package io.carillon.gateway.testkit;

import java.util.List;

/** Who listens, and notes all that it hears. Callable from any thread. */
interface AnyWitness {
  /** All that it was told about a channel, in this order. */
  List<Heard> heard(String channel);

  /** What came last of a channel; null when it was never subscribed. */
  Heard last(String channel);

  /** What should never have been said to it. */
  List<String> complaints();
}
