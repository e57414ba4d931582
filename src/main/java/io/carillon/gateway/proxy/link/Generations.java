package io.carillon.gateway.proxy.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many links of one event loop there are, by the generation of the rules they began under.
 * Written on that loop, read from any thread.
 */
final class Generations {
  private final Map<Integer, Integer> counts = new ConcurrentHashMap<>();

  void add(int generation) {
    counts.merge(generation, 1, Integer::sum);
  }

  void remove(int generation) {
    counts.computeIfPresent(generation, (any, count) -> count == 1 ? null : count - 1);
  }

  /** Adds them to those of other loops. */
  void addTo(Map<Integer, Integer> sum) {
    counts.forEach((generation, count) -> sum.merge(generation, count, Integer::sum));
  }
}
